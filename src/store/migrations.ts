type RawManifest = Record<string, unknown>;

/** `migrations[n - 1]` turns form n into form n + 1. Entries are only ever added. */
export const migrations: readonly ((manifest: RawManifest) => RawManifest)[] = [];
