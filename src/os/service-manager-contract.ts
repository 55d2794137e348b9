import type { ServiceManagerKind } from '../domain/service-file.js';

/** What starts a user's services: one service of it, ours. */
export interface ServiceManager {
  readonly kind: ServiceManagerKind;
  /** What it knows the service by. */
  readonly name: string;
  /** Absolute path of the file that describes the service. */
  readonly file: string;
  /** Why it cannot be asked anything; `undefined` when it can. */
  whyUnusable(): Promise<string | undefined>;
  /** The service starts with the machine, or at login. */
  isEnabled(): Promise<boolean>;
  /**
   * Has it read a file that was written or replaced, and start the service from now on.
   *
   * @returns The commands that were run. @throws {ServiceFailedError}
   */
  enable(wasEnabled: boolean): Promise<readonly string[]>;
  /** To be called while the file is still there. @throws {ServiceFailedError} */
  disable(): Promise<readonly string[]>;
  /** Has it forget a file that was removed. @throws {ServiceFailedError} */
  forget(): Promise<readonly string[]>;
}
