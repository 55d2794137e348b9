import { z } from 'zod';
import { parseShellUid, type ShellId } from '../domain/ids.js';
import type { ExitStatus } from '../domain/exit-status.js';
import type { PastRun, Shell } from '../domain/shell.js';
import type { KillRequest, ShellState, UnknownFields } from '../domain/shell-state.js';

/** The default cap of a log, where a record does not name one: 64 MB. */
export const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

const time = z.iso.datetime({ offset: true });
const offset = z.int().min(0);
const pid = z.int().positive();

const endReasons = ['timeout', 'idle-timeout', 'max-memory', 'watch'] as const;

const exitFields = {
  exitCode: z.int().min(0).optional(),
  signal: z.string().optional(),
  lostReason: z.string().optional(),
  endReason: z.enum([...endReasons, 'out-of-memory', 'probably-out-of-memory']).optional(),
};

export const policySchema = z.object({
  restart: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('no') }),
    z.object({ kind: z.literal('on-failure'), maxRestarts: z.int().min(1) }),
    z.object({ kind: z.literal('always') }),
  ]),
  watch: z.array(z.string()),
  maxMemoryBytes: z.int().positive().optional(),
  timeoutMs: z.int().positive().optional(),
  idleTimeoutMs: z.int().positive().optional(),
});

/** As a manifest holds it: fields of unknown names go through. */
const storedPolicySchema = policySchema
  .extend({ restart: z.looseObject({}).and(policySchema.shape.restart) })
  .loose();

const pastRunSchema = z.looseObject({
  uid: z.string(),
  status: z.enum(['completed', 'failed', 'killed', 'lost']),
  startTime: time,
  endTime: time,
  ...exitFields,
});

const identitySchema = z.looseObject({
  startTicks: offset,
  shimStartTicks: offset,
  bootId: z.string(),
});

const killRequestSchema = z.looseObject({
  at: time,
  signal: z.string().optional(),
  reason: z.enum(endReasons).optional(),
});

/** One entry of a manifest's `backgroundTasks`, flat as the file has it. */
const taskSchema = z.looseObject({
  uid: z.string(),
  command: z.string(),
  name: z.string().optional(),
  cwd: z.string(),
  interpreter: z.string().default('/bin/sh'),
  status: z.enum(['starting', 'running', 'completed', 'failed', 'killed', 'lost']),
  pid: pid.optional(),
  shimPid: pid.optional(),
  identity: identitySchema.optional(),
  startTime: time,
  endTime: time.optional(),
  ...exitFields,
  killRequest: killRequestSchema.optional(),
  outputPosition: offset.default(0),
  outputStart: offset.default(0),
  outputFileBase: offset.default(0),
  outputGapTime: time.optional(),
  maxOutput: z.int().positive().default(DEFAULT_MAX_OUTPUT_BYTES),
  runs: z.int().positive().default(1),
  pastRuns: z.array(pastRunSchema).default([]),
  input: z.enum(['stdin', 'tty']).optional(),
  policy: storedPolicySchema.optional(),
  held: z.string().optional(),
});

type Task = z.infer<typeof taskSchema>;

/**
 * Reads one entry of `backgroundTasks`.
 *
 * @throws when it does not have the form that `encodeShell` writes.
 */
export function decodeShell(id: ShellId, value: unknown): Shell {
  const task = taskSchema.parse(value);
  return {
    id,
    uid: parseShellUid(task.uid),
    command: task.command,
    cwd: task.cwd,
    ...(task.name === undefined ? {} : { name: task.name }),
    interpreter: task.interpreter,
    state: decodeState(task),
    output: {
      position: task.outputPosition,
      start: task.outputStart,
      fileBase: task.outputFileBase,
      maxBytes: task.maxOutput,
      ...(task.outputGapTime === undefined ? {} : { gapAt: Date.parse(task.outputGapTime) }),
    },
    runs: task.runs,
    pastRuns: task.pastRuns.map(decodePastRun),
    ...(task.policy === undefined ? {} : { policy: task.policy }),
    ...(task.input === undefined ? {} : { input: task.input }),
    ...(task.held === undefined ? {} : { held: task.held }),
    unknownFields: unknownFieldsOf(task, taskSchema),
  };
}

function unknownFieldsOf(record: object, { shape }: { readonly shape: object }): UnknownFields {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !Object.hasOwn(shape, name)));
}

/** As `field` of what holds them; nothing where there are none. */
function keepUnknown<Field extends string>(
  field: Field,
  record: object,
  schema: { readonly shape: object },
): Partial<Record<Field, UnknownFields>> {
  const unknown = unknownFieldsOf(record, schema);
  if (Object.keys(unknown).length === 0) return {};
  return { [field]: unknown } as Partial<Record<Field, UnknownFields>>;
}

function decodeState(task: Task): ShellState {
  const startedAt = Date.parse(task.startTime);
  const endedAt = Date.parse(task.endTime ?? task.startTime);
  switch (task.status) {
    case 'starting':
      return { status: 'starting', startedAt, ...decodeKillRequest(task) };
    case 'running': {
      const { identity } = task;
      if (identity === undefined || task.pid === undefined || task.shimPid === undefined)
        throw new Error('a running shell needs pid, shimPid and identity');
      const { bootId } = identity;
      return {
        status: 'running',
        startedAt,
        process: { pid: task.pid, startTicks: identity.startTicks, bootId },
        shim: { pid: task.shimPid, startTicks: identity.shimStartTicks, bootId },
        ...keepUnknown('unknownIdentityFields', identity, identitySchema),
        ...decodeKillRequest(task),
      };
    }
    case 'completed':
    case 'failed':
    case 'killed':
      return {
        status: task.status,
        startedAt,
        endedAt,
        pid: task.pid ?? 0,
        shimPid: task.shimPid ?? 0,
        exit: decodeExit(task),
        ...(task.endReason === undefined ? {} : { endReason: task.endReason }),
      };
    case 'lost':
      return { status: 'lost', startedAt, endedAt, reason: task.lostReason ?? 'unknown' };
  }
}

function decodeKillRequest({ killRequest }: Task): { killRequest?: KillRequest } {
  if (killRequest === undefined) return {};
  const { at, signal, reason } = killRequest;
  return {
    killRequest: {
      at: Date.parse(at),
      ...(signal === undefined ? {} : { signal }),
      ...(reason === undefined ? {} : { reason }),
      ...keepUnknown('unknownFields', killRequest, killRequestSchema),
    },
  };
}

function decodeExit(fields: Pick<Task, 'exitCode' | 'signal'>): ExitStatus {
  if (fields.exitCode === undefined) throw new Error('an ended shell needs exitCode');
  return fields.signal === undefined
    ? { exitCode: fields.exitCode }
    : { exitCode: fields.exitCode, signal: fields.signal };
}

function decodePastRun(run: z.infer<typeof pastRunSchema>): PastRun {
  return {
    uid: parseShellUid(run.uid),
    status: run.status,
    startedAt: Date.parse(run.startTime),
    endedAt: Date.parse(run.endTime),
    ...(run.exitCode === undefined ? {} : { exit: decodeExit(run) }),
    ...(run.lostReason === undefined ? {} : { lostReason: run.lostReason }),
    ...(run.endReason === undefined ? {} : { endReason: run.endReason }),
    ...keepUnknown('unknownFields', run, pastRunSchema),
  };
}

/** A shell as `backgroundTasks` has it. Fields that are `undefined` do not reach the file. */
export function encodeShell(shell: Shell): object {
  return {
    uid: shell.uid,
    command: shell.command,
    name: shell.name,
    cwd: shell.cwd,
    interpreter: shell.interpreter,
    ...encodeState(shell.state),
    outputPosition: shell.output.position,
    outputStart: shell.output.start,
    outputFileBase: shell.output.fileBase,
    outputGapTime: isoOrUndefined(shell.output.gapAt),
    maxOutput: shell.output.maxBytes,
    runs: shell.runs,
    pastRuns: shell.pastRuns.map(encodePastRun),
    input: shell.input,
    policy: shell.policy,
    held: shell.held,
    ...shell.unknownFields,
  };
}

function encodeState(state: ShellState): object {
  const startTime = iso(state.startedAt);
  switch (state.status) {
    case 'starting':
      return {
        status: state.status,
        startTime,
        killRequest: encodeKillRequest(state.killRequest),
      };
    case 'running':
      return {
        status: state.status,
        pid: state.process.pid,
        shimPid: state.shim.pid,
        startTime,
        identity: {
          startTicks: state.process.startTicks,
          shimStartTicks: state.shim.startTicks,
          bootId: state.process.bootId,
          ...state.unknownIdentityFields,
        },
        killRequest: encodeKillRequest(state.killRequest),
      };
    case 'completed':
    case 'failed':
    case 'killed':
      return {
        status: state.status,
        pid: state.pid === 0 ? undefined : state.pid,
        shimPid: state.shimPid === 0 ? undefined : state.shimPid,
        startTime,
        endTime: iso(state.endedAt),
        ...state.exit,
        endReason: state.endReason,
      };
    case 'lost':
      return {
        status: state.status,
        startTime,
        endTime: iso(state.endedAt),
        lostReason: state.reason,
      };
  }
}

function encodeKillRequest(request: KillRequest | undefined): object | undefined {
  if (request === undefined) return undefined;
  const { at, unknownFields, ...others } = request;
  return { at: iso(at), ...others, ...unknownFields };
}

function encodePastRun(run: PastRun): object {
  const { uid, status, startedAt, endedAt, exit, unknownFields, ...why } = run;
  return {
    uid,
    status,
    startTime: iso(startedAt),
    endTime: iso(endedAt),
    ...exit,
    ...why,
    ...unknownFields,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOrUndefined(at: number | undefined): string | undefined {
  return at === undefined ? undefined : iso(at);
}
