// Which of the two themes holds: the page's own ground tells.

function isDark(root) {
  const ground = getComputedStyle(root).getPropertyValue("--st-background-color").trim() || "#ffffff";
  const [r, g, b] = ground.startsWith("#")
    ? [1, 3, 5].map((at) => parseInt(ground.slice(at, at + 2), 16))
    : ground.match(/[\d.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
