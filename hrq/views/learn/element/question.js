// Predict, then see. Nothing has to be clicked: a printed page shows the answer, and the text goes on without it.

import { make, partOf } from "../../js/dom.js";
/** @import { Args } from "../../js/carried.js" */
/** @import { Question } from "./contract.js" */

/** @param {HTMLElement} box @param {Question} question */
function draw(box, question) {
  const ask = make("p", "ask", question.ask);
  ask.prepend(make("strong", "", "Predict: "));
  const choices = make("div", "choices");
  const answer = make("p", "answer");
  answer.hidden = true;
  const again = make("button", "plain", "Ask again");
  again.hidden = true;
  const show = make("button", "plain", "Just show the answer");
  const buttons = question.choices.map((text) => make("button", "choice", text));
  /** @type {(chosen: number | null, shown: boolean) => void} */
  const settle = (chosen, shown) => {
    const verdict = chosen === null ? "" : chosen === question.right ? "Yes. " : "Not quite. ";
    answer.replaceChildren(make("strong", "", `${verdict}${question.choices[question.right]}. `), question.why);
    answer.hidden = again.hidden = !shown;
    show.hidden = shown;
    buttons.forEach((one, i) => {
      one.classList.toggle("right", shown && i === question.right);
      one.setAttribute("aria-pressed", String(i === chosen));
    });
  };
  buttons.forEach((one, i) => (one.onclick = () => settle(i, true)));
  show.onclick = () => {
    settle(null, true);
    again.focus();
  };
  again.onclick = () => {
    settle(null, false);
    show.focus();
  };
  choices.append(...buttons, show, again);
  const live = make("div", "live");
  live.setAttribute("aria-live", "polite");
  live.append(answer);
  box.replaceChildren(ask, choices, live, make("p", "printed", `${question.choices[question.right]}. ${question.why}`));
  settle(null, false);
}

/** @param {Args<{ question: Question, dark: boolean }>} args */
export default function ({ data, parentElement }) {
  const root = partOf(parentElement, ".lesson");
  root.classList.toggle("dark", data.dark);
  const box = partOf(root, ".question");
  if (box.dataset.ask === data.question.ask) return;
  box.dataset.ask = data.question.ask;
  draw(box, data.question);
}
