// An element's code comes to the page once, on its own: here it stays in the window, under its name, for every place
// that mounts it (hrq/views/frame/once/mount.js).

/**
 * What Streamlit hands to a script.
 * @template Data
 * @typedef {{
 *   name: string, data: Data, parentElement: HTMLElement, setTriggerValue: (name: string, value: unknown) => void
 * }} Args
 */

/**
 * @template Data
 * @param {string} name @param {(args: Args<Data>) => () => void} mountElement
 */
export function carried(name, mountElement) {
  return () => {
    const known = (globalThis.hrqElements ??= {});
    if (known[name]) return;
    known[name] = mountElement;
    globalThis.dispatchEvent(new Event(name));
  };
}
