// A disk's place on the page. Its code is too long to travel with every click: it comes once, on its own.

export default function (args) {
  let undo = () => {};
  const mount = () => (undo = globalThis.hrqDisk(args));
  if (globalThis.hrqDisk) mount();
  else globalThis.addEventListener("hrq-disk", mount, { once: true });
  return () => {
    globalThis.removeEventListener("hrq-disk", mount);
    undo();
  };
}
