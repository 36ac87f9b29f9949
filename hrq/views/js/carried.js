// An element's code comes to the page once, on its own: here it stays in the window, under its name, for every place
// that mounts it (hrq/views/frame/once/mount.js).

export function carried(name, mountElement) {
  return () => {
    const known = (globalThis.hrqElements ??= {});
    if (known[name]) return;
    known[name] = mountElement;
    globalThis.dispatchEvent(new Event(name));
  };
}
