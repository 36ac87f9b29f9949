// An element's place on the page. Its code is too long to travel with every click: it comes once, on its own
// (hrq/views/js/carried.js), under the name that this element has in Python.

/**
 * @import { Args } from "../../js/carried.js"
 * @param {Args<unknown>} args
 */
export default function (args) {
  const { name } = args;
  let undo = () => {};
  const mount = () => (undo = globalThis.hrqElements?.[name]?.(args) ?? undo);
  if (globalThis.hrqElements?.[name]) mount();
  else globalThis.addEventListener(name, mount, { once: true });
  return () => {
    globalThis.removeEventListener(name, mount);
    undo();
  };
}
