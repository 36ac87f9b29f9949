// Takes one column. Short, because it travels with each of them: what keeps them is in columns.js.

/** @import { Args } from "../../js/carried.js" */

/** @param {Args<Uint8Array<ArrayBuffer> | undefined>} args */
export default function ({ data }) {
  if (!data) return;
  if (globalThis.hrqKeep) globalThis.hrqKeep(data);
  else (globalThis.hrqWaiting ??= []).push(data);
}
