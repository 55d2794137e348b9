/** How many processes the system has killed so far for want of memory. What it does not tell is left out. */
export interface MemoryKills {
  /** Of the whole machine, since it was booted. */
  readonly machine?: number;
  /** Of one control group; `path` is the file that counts them. */
  readonly group?: { readonly path: string; readonly count: number };
}
