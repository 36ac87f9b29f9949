// What scripts leave in the window for each other: each comes to the page on its own.

export {};

declare global {
  /** Of each element whose code has arrived, by name: what mounts it (carried.js). */
  var hrqElements: Record<string, (args: any) => (() => void) | void> | undefined;
  /** Columns by the hash of their content (columns.js); how one is kept, and those that came before that was known. */
  var hrqColumns: Map<string, Uint8Array<ArrayBuffer>> | undefined;
  var hrqKeep: ((message: Uint8Array<ArrayBuffer>) => void) | undefined;
  var hrqWaiting: Uint8Array<ArrayBuffer>[] | undefined;
  /** The listener of the search field's keys: the page has one. */
  var hrqSearchKeys: ((event: KeyboardEvent) => void) | undefined;
}
