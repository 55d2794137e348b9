import { InvalidInputError } from './errors.js';
import { quoteForPeople } from './printable.js';

const MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 1000 * 60,
  h: 1000 * 60 * 60,
  d: 1000 * 60 * 60 * 24,
};

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/**
 * `500ms`, `30s`, `5m`, `2h`, `7d` in milliseconds.
 *
 * @throws {InvalidInputError} with code `INVALID_DURATION`.
 */
export function parseDuration(text: string): number {
  const ms = parseQuantity(text, /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/, MS);
  if (ms !== undefined && ms <= Number.MAX_SAFE_INTEGER) return ms;
  throw new InvalidInputError(
    `${quoteForPeople(text)} is not a duration.`,
    'Write a number with a unit: 500ms, 30s, 5m, 2h or 7d.',
    'INVALID_DURATION',
  );
}

/**
 * `64KB`, `10MB`, `1GB` in bytes (powers of 1024).
 *
 * @throws {InvalidInputError} with code `INVALID_SIZE`.
 */
export function parseSize(text: string): number {
  const bytes = parseQuantity(text.toUpperCase(), /^(\d+(?:\.\d+)?)(B|KB|MB|GB|TB)$/, BYTES);
  if (bytes !== undefined && bytes <= Number.MAX_SAFE_INTEGER) return bytes;
  throw new InvalidInputError(
    `${quoteForPeople(text)} is not a size.`,
    'Write a number with a unit: 64KB, 10MB or 1GB.',
    'INVALID_SIZE',
  );
}

function parseQuantity(
  text: string,
  form: RegExp,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const match = form.exec(text.trim());
  const factor = units[match?.[2] ?? ''];
  return factor === undefined ? undefined : Math.round(Number(match?.[1]) * factor);
}

/** `1.5 MB`, for people. */
export function renderSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `45s`, `12m`, `3h 20m`, `2d 4h`, for people. */
export function renderDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days}d ${hours % 24}h`;
  if (hours > 0) return `${hours}h ${minutes % 60}m`;
  if (minutes > 0) return `${minutes}m ${seconds % 60}s`;
  return `${seconds}s`;
}
