// What only the coordinator can decide.
"use strict";

parts.decide = async () => {
  const body = byId("decide-body");
  body.replaceChildren(help("…"));
  const said = await asked("decisions");
  if (!said) return body.replaceChildren();
  if (!said.read) return body.replaceChildren(help("Les onglets n’ont pas encore été lus."), button("Vérifier sans rien changer", async () => { if (await work({ what: "check" })) parts.decide(); }));
  const of = (kind) => said.questions.filter((one) => one.kind === kind);
  body.replaceChildren(
    ...asking("Même personne ?", of("same_person"), (all) => all.map((one) => ofPair(one))),
    ...asking("Valeurs ajoutées aux listes", of("list_value"), (all) => all.map((one) => ofValue(one))),
    ...asking("Accepter une exception", of("exception"), (all) => [help("Une valeur inhabituelle mais juste (un contrat de 18 heures…) s’accepte une fois, avec son motif. Elle redevient à vérifier si elle change."), ...bySiae(all)]),
    ...said.decided.length ? [element("details", {}, element("summary", { textContent: `Déjà décidé : ${said.decided.length}` }), element("ul", { className: "rows" }, ...said.decided.map(ofDecided)))] : [],
  );
};

// What was decided can be decided otherwise: it counts from the next preparation on.
function ofDecided(one) {
  const item = element("li", {}, element("span", { className: "what", textContent: one.text }));
  const otherwise = {
    same_person: button("Redemander", async () => {
      const done = await asked("ask_again", { code: one.code });
      if (!done) return;
      item.replaceChildren(done.message);
      tell(done.message, "good");
    }, "quiet small"),
    list_value: button("Compter autrement…", async () => {
      const values = choice("as-otherwise", one.choices.map((value) => [value, value]), "choisir…");
      await answerIn("Compter autrement", "Retenir", one.text, labelled("Compter comme", values), item, one, ofDecided);
    }, "quiet small"),
    exception: button("Ne plus accepter", () => answer(item, one, "non", ofDecided), "quiet small"),
  }[one.kind];
  otherwise.setAttribute("aria-label", `${otherwise.textContent} : ${one.text}`);
  item.append(otherwise);
  return item;
}

function asking(title, questions, draw) {
  const heading = element("h3", { textContent: title });
  if (!questions.length) return [heading, help("Aucune question n’attend.")];
  const ready = questions.filter(({ canAnswer }) => canAnswer);
  const early = questions.length - ready.length;
  return [heading, ...(ready.length ? draw(ready) : []), ...(early ? [help(`${counted(early, "question")} sur des personnes nouvelles : préparer la réunion pour pouvoir y répondre.`)] : [])];
}

function about({ siae, where, message, tab, cell }) {
  return element("p", {}, element("strong", { textContent: siae ? `${siae}, ` : "" }), cell ? link(where, "show", { siae, tab, cell }) : where, ` : ${message}`);
}

// An answer is kept; the card then says so, and can be asked again. True where it is taken.
async function answer(card, question, text, draw) {
  const said = await asked("decide", { code: question.code, answer: text });
  if (!said) return false;
  const again = button("Changer d’avis", () => card.replaceWith(draw(question, true)), "link");
  card.replaceChildren(element("p", { textContent: said.message }), again);
  again.focus();
  tell(said.message, "good");
  return true;
}

// Asked in a dialog until the answer is taken or « Annuler »: what was typed stays in its field.
async function answerIn(title, yes, about, field, card, question, draw) {
  const refused = element("p", { className: "problem" });
  refused.setAttribute("role", "alert");
  while (await agreed(title, yes, element("p", { textContent: about }), field, refused)) {
    if (await answer(card, question, field.querySelector(TO_FILL).value, draw)) return;
    refused.textContent = byId("status").textContent;
  }
}

function ofPair(question) {
  const card = element("div", { className: "card" }, ...question.rows.map(about));
  const [yes, no] = question.choices;
  card.append(element("div", { className: "bar" }, button("Une seule personne", () => answer(card, question, yes, ofPair), "quiet small"), button("Deux personnes", () => answer(card, question, no, ofPair), "quiet small")));
  return card;
}

function ofValue(question) {
  const values = choice(`as-${question.code}`, question.choices.map((value) => [value, value]), "choisir…");
  const card = element("div", { className: "card" }, ...question.rows.map(about), labelled("Compter comme", values));
  card.append(element("div", { className: "bar" }, button("Retenir", () => answer(card, question, values.value, ofValue), "quiet small")));
  return card;
}

function bySiae(questions) {
  const groups = new Map();
  for (const one of questions) groups.set(siaeOf(one), [...(groups.get(siaeOf(one)) ?? []), one]);
  return [...groups].map(([siae, all]) => element("details", {}, element("summary", { textContent: `${siae} : ${all.length} à vérifier` }), element("ul", { className: "rows" }, ...all.map((one) => ofException(one)))));
}

const siaeOf = ({ rows: [{ siae }] }) => siae;

function ofException(question, again = false) {
  const [row] = question.rows;
  const item = element("li", {}, element("span", { className: "what" }, about(row)));
  const accept = button("Accepter…", async () => {
    const reason = element("input", { id: "reason", type: "text", maxLength: 300, autocomplete: "off" });
    await answerIn(`Accepter : ${row.where}`, "Accepter", row.message, labelled("Parce que…", reason), item, question, ofException);
  }, "quiet small");
  accept.setAttribute("aria-label", `Accepter : ${siaeOf(question)}, ${row.where} : ${row.message}`);
  item.append(accept);
  if (again) item.append(button("Ne pas accepter", () => answer(item, question, "non", ofException), "quiet small"));
  return item;
}
