import { randomUUID } from 'node:crypto';
import { parseShellUid, type ShellUid } from '../domain/ids.js';
import { renderDuration } from '../domain/quantities.js';
import { planRestart } from '../domain/plan-restart.js';
import type { EndReason } from '../domain/run-policy.js';
import type { Shell } from '../domain/shell.js';
import { isLive } from '../domain/shell-state.js';
import type { OpenSession } from '../store/open-session.js';
import { beginNextRun } from './begin-next-run.js';
import type { SupervisorContext, UserHolds } from './context.js';
import { killOne } from './requests/kill-shells.js';
import { RunLimits } from './run-limits.js';
import { dropSurroundings, recallSurroundings } from './surroundings.js';
import { watchPaths, type PathWatch } from './watch-paths.js';

/** What is under way for one shell with a policy. */
interface Pending {
  limits?: RunLimits | undefined;
  restart?: NodeJS.Timeout | undefined;
  watch?: PathWatch | undefined;
}

/**
 * Does with shells what their policies say: ends runs that exceed a limit,
 * starts again what has ended, with a back-off, and gives up in the end. What
 * it plans follows from the manifest alone, so that another supervisor plans
 * the same.
 */
export class RunPolicies implements UserHolds {
  readonly #pending = new Map<ShellUid, Pending>();
  readonly #context: () => SupervisorContext;

  constructor(context: () => SupervisorContext) {
    this.#context = context;
  }

  /** To be called after each change of a shell's state. */
  readonly noteChange = (uid: ShellUid): void => {
    void this.#review(uid).catch((error: unknown) => {
      this.#context().log.write(`the policy of ${uid} could not be kept: ${String(error)}`);
    });
  };

  #cancel(uid: ShellUid): void {
    const pending = this.#pending.get(uid);
    if (pending === undefined) return;
    clearTimeout(pending.restart);
    pending.limits?.close();
    pending.watch?.close();
    this.#pending.delete(uid);
  }

  async #review(uid: ShellUid): Promise<void> {
    const { shells } = this.#context();
    const found = await shells.locate(uid);
    if (found?.shell.policy === undefined) {
      shells.letGo(uid);
      return;
    }
    const { session, shell } = found;
    if (shell.state.status === 'running') this.#guardRun(session, shell);
    else if (!isLive(shell.state)) await this.#afterEnd(session, shell);
  }

  #guardRun(session: OpenSession, shell: Shell): void {
    const { policy, uid, state } = shell;
    if (policy === undefined || this.#pending.get(uid)?.limits !== undefined) return;
    const pending = this.#pendingOf(uid);
    pending.limits = new RunLimits(this.#context(), session, shell, (reason) => {
      void this.#end(session, shell, reason);
    });
    pending.watch ??= this.#watch(session, shell);
    // An earlier supervisor meant to end it, and may have died before it could.
    const reason = state.status === 'running' ? state.killRequest?.reason : undefined;
    if (reason !== undefined) void this.#end(session, shell, reason);
  }

  async #afterEnd(session: OpenSession, shell: Shell): Promise<void> {
    const { log } = this.#context();
    const { uid, policy } = shell;
    const pending = this.#pendingOf(uid);
    pending.limits?.close();
    pending.limits = undefined;
    if (pending.restart !== undefined) return;

    const plan = planRestart(shell);
    if (plan.kind === 'restart') {
      if (plan.delayMs > 0)
        log.write(`${session.id}/${shell.id} is started again in ${renderDuration(plan.delayMs)}`);
      pending.restart = setTimeout(() => void this.#startAgain(session, shell), plan.delayMs);
      return;
    }
    if (plan.kind === 'give-up') {
      log.write(`${session.id}/${shell.id} is given up: ${plan.reason}`);
      await this.#hold(session, shell, plan.reason);
      return;
    }
    const waitsForChange = policy !== undefined && policy.watch.length > 0;
    if (waitsForChange && shell.held === undefined && shell.state.status !== 'killed') {
      pending.watch ??= this.#watch(session, shell);
      return;
    }
    this.#letGo(session, shell);
  }

  #letGo(session: OpenSession, shell: Shell): void {
    this.#cancel(shell.uid);
    // Another run may have begun meanwhile, which needs what is kept.
    if (session.shell(shell.id)?.uid === shell.uid)
      dropSurroundings(this.#context(), session, shell);
    this.#context().shells.letGo(shell.uid);
  }

  /** Not started again, whatever the policy says, until a user restarts it. */
  async #hold(session: OpenSession, { id, uid }: Shell, reason: string): Promise<void> {
    const { shells } = this.#context();
    this.#cancel(uid);
    await shells.writeSoonerOrLater(
      session.updateShell(id, (shell) => (shell.uid === uid ? { ...shell, held: reason } : shell)),
    );
    const held = session.shell(id);
    if (held !== undefined) this.#letGo(session, held);
  }

  /** A user ends it: it stays ended. */
  async holdForUser(session: OpenSession, shell: Shell): Promise<void> {
    if (shell.policy !== undefined) await this.#hold(session, shell, 'it was killed');
  }

  async #startAgain(session: OpenSession, { id, uid }: Shell): Promise<void> {
    const context = this.#context();
    const ended = session.shell(id);
    if (ended?.uid !== uid || isLive(ended.state)) return;
    this.#cancel(uid);
    const surroundings = recallSurroundings(context, session, ended);
    try {
      if (surroundings === undefined) throw new Error('its environment is not known any more');
      await beginNextRun(context, session, ended, parseShellUid(randomUUID()), surroundings);
      context.shells.letGo(uid);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      context.log.write(`${session.id}/${id} could not be started again: ${why}`);
      await this.#hold(session, ended, `it could not be started again: ${why}`);
    }
  }

  #watch(session: OpenSession, shell: Shell): PathWatch | undefined {
    const paths = shell.policy?.watch ?? [];
    if (paths.length === 0) return undefined;
    return watchPaths(paths, () => {
      const now = session.shell(shell.id);
      if (now?.uid !== shell.uid) return;
      if (isLive(now.state)) void this.#end(session, now, 'watch');
      else void this.#startAgain(session, now);
    });
  }

  async #end(session: OpenSession, shell: Shell, reason: EndReason): Promise<void> {
    const context = this.#context();
    context.log.write(`${session.id}/${shell.id} is ended: ${reason}`);
    const current = (): Shell => session.shell(shell.id) ?? shell;
    if (current().uid !== shell.uid) return;
    const target = { session, shellId: shell.id, current };
    await killOne(context, target, context.settings().killGraceMs, reason);
  }

  #pendingOf(uid: ShellUid): Pending {
    const known = this.#pending.get(uid);
    if (known !== undefined) return known;
    const pending: Pending = {};
    this.#pending.set(uid, pending);
    return pending;
  }
}
