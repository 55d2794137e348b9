import type { SessionId, ShellId } from '../domain/ids.js';
import { type Manifest, withShell } from '../domain/manifest.js';
import type { Shell } from '../domain/shell.js';
import { replaceManifest } from './manifest-file.js';

/**
 * A session in memory, and its manifest on disk. A change shows in `manifest`
 * at once; its promise resolves when the disk has it. Changes that come while
 * one is being written share the next write.
 */
export class OpenSession {
  readonly #path: string;
  #manifest: Manifest;
  /** Counts changes; `#writtenVersion` says which of them the disk has. */
  #version: number;
  #writtenVersion = 0;
  #writing: Promise<void> | undefined;
  /** What the user has not been told yet, one sentence each. */
  #notices: readonly string[];

  /** @param options.isOnDisk - Whether the file at `path` already holds this manifest. */
  constructor(
    path: string,
    manifest: Manifest,
    options: { readonly isOnDisk: boolean; readonly notices?: readonly string[] },
  ) {
    this.#path = path;
    this.#manifest = manifest;
    this.#version = options.isOnDisk ? 0 : 1;
    this.#notices = options.notices ?? [];
  }

  get id(): SessionId {
    return this.#manifest.sessionId;
  }

  get manifest(): Manifest {
    return this.#manifest;
  }

  get hasUnwrittenChanges(): boolean {
    return this.#writtenVersion < this.#version;
  }

  shell(shellId: ShellId): Shell | undefined {
    return this.#manifest.shells.get(shellId);
  }

  /** Hands over what is to be told, once. */
  takeNotices(): readonly string[] {
    const notices = this.#notices;
    this.#notices = [];
    return notices;
  }

  /** Something that the user should know when next asking about this session. One sentence. */
  tell(notice: string): void {
    this.#notices = [...this.#notices, notice];
  }

  /**
   * @throws {NodeJS.ErrnoException} when it could not be written. The change
   *   stays in memory, and is written with the next one, or by `flush`.
   */
  async update(change: (manifest: Manifest) => Manifest): Promise<void> {
    this.#manifest = change(this.#manifest);
    this.#version += 1;
    await this.flush();
  }

  async updateShell(shellId: ShellId, change: (shell: Shell) => Shell): Promise<void> {
    const shell = this.shell(shellId);
    if (shell === undefined) throw new Error(`session ${this.id} has no ${shellId}`);
    await this.update((manifest) => withShell(manifest, change(shell)));
  }

  /** Resolves when everything changed so far is on the disk. */
  async flush(): Promise<void> {
    const wanted = this.#version;
    while (this.#writtenVersion < wanted) await (this.#writing ??= this.#write());
  }

  async #write(): Promise<void> {
    const version = this.#version;
    try {
      await replaceManifest(this.#path, this.#manifest);
      this.#writtenVersion = version;
    } finally {
      this.#writing = undefined;
    }
  }
}
