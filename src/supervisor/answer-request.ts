import { JSONRPCErrorException } from 'json-rpc-2.0';
import { z } from 'zod';
import { ExpectedError } from '../domain/errors.js';
import { isErrno } from '../os/errno.js';
import type { Method, ParamsOf, ResultOf } from '../protocol/requests.js';
import type { SupervisorContext } from './context.js';

/** Whoever made a request. */
export interface Caller {
  /** Aborts when the connection is gone. */
  readonly gone: AbortSignal;
  /** A newer client has told this supervisor to go: it answers nothing more. */
  isOutdated: boolean;
}

/** One request: the shape of what it takes, and the answer to it. */
export interface RequestOf<M extends Method> {
  readonly params: z.ZodType<ParamsOf<M>>;
  readonly answer: (
    context: SupervisorContext,
    params: ParamsOf<M>,
    caller: Caller,
  ) => Promise<ResultOf<M>>;
}

/** JSON-RPC's own code for "the application says no"; which no it is stands in `data.code`. */
const EXPECTED = -32000;
const INVALID_PARAMS = -32602;
const INTERNAL = -32603;

/** Checks what came, answers it, and turns every failure into an error that a client can read. */
export async function answerRequest<M extends Method>(
  context: SupervisorContext,
  { params: shape, answer }: RequestOf<M>,
  params: unknown,
  caller: Caller,
): Promise<ResultOf<M>> {
  try {
    if (caller.isOutdated) throw new SteppingDownError();
    return await answer(context, shape.parse(params ?? {}), caller);
  } catch (error) {
    throw toRpcError(context, error);
  }
}

class SteppingDownError extends ExpectedError {
  constructor() {
    super('SUPERVISOR_STEPPING_DOWN', 'This supervisor makes way for a newer one.', {
      hint: 'Connect again.',
    });
  }
}

function toRpcError(context: SupervisorContext, error: unknown): JSONRPCErrorException {
  if (error instanceof ExpectedError) {
    const { code, hint } = error;
    return new JSONRPCErrorException(error.message, EXPECTED, { code, hint });
  }
  if (error instanceof z.ZodError) {
    return new JSONRPCErrorException(
      `The request has the wrong form: ${z.prettifyError(error)}`,
      INVALID_PARAMS,
      { code: 'INVALID_REQUEST', hint: 'Use a client of the same release.' },
    );
  }
  if (isErrno(error, 'ENOSPC', 'EDQUOT')) {
    return new JSONRPCErrorException('The disk is full.', EXPECTED, {
      code: 'DISK_FULL',
      hint: 'Free some disk space and try again.',
    });
  }
  if (isErrno(error, 'EROFS')) {
    return new JSONRPCErrorException(
      'The state directory is on a read-only file system.',
      EXPECTED,
      {
        code: 'STATE_READ_ONLY',
        hint: 'Set CLAUDE_SESSIONS_HOME to a folder that can be written.',
      },
    );
  }
  if (isErrno(error, 'EMFILE', 'ENFILE')) {
    return new JSONRPCErrorException('The system allows no further open file now.', EXPECTED, {
      code: 'SYSTEM_LIMIT',
      hint: 'Try again; if it stays so, raise the limits (see "ulimit -n") and restart the supervisor.',
    });
  }
  context.log.write(`bug: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  return new JSONRPCErrorException(`The supervisor failed: ${String(error)}`, INTERNAL, {
    code: 'SUPERVISOR_FAILED',
    hint: 'See "claude supervisor logs", and report it.',
  });
}
