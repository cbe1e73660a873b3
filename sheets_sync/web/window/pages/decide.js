// What only the coordinator can decide.
"use strict";

parts.decide = async () => {
  const body = byId("decide-body");
  body.replaceChildren(help("…"));
  const said = await asked("decisions");
  if (!said) return body.replaceChildren();
  if (!said.read) return body.replaceChildren(help("Les onglets n'ont pas encore été lus."), button("Vérifier sans rien changer", async () => { if (await work({ what: "check" })) parts.decide(); }));
  const accept = help(`Une valeur inhabituelle mais juste (un contrat de 18 heures…) s'accepte dans la feuille « ${said.anomalies} », colonne « Accepter, parce que… ».`);
  const go = button(`Ouvrir « ${said.anomalies} »`, async () => tell((await asked("show", { siae: "", tab: said.anomalies, cell: "A1" }))?.message ?? ""), "quiet small");
  body.replaceChildren(element("h3", { textContent: "Même personne ?" }), ...questions(said), element("h3", { textContent: "Accepter une exception" }), accept, go);
};

function questions({ questions: open, canAnswer }) {
  if (!open.length) return [help("Aucune question n'attend.")];
  if (!canAnswer) return [help(`${open.length} question(s) : préparer une première fois la réunion pour pouvoir y répondre.`)];
  return open.map(question);
}

function question({ pair, rows }) {
  const card = element("div", { className: "card" }, ...rows.map(({ siae, where, message, tab, cell }) => element("p", {}, element("strong", { textContent: `${siae}, ` }), cell ? link(where, "show", { siae, tab, cell }) : where, ` : ${message}`)));
  const answer = (same) => async () => {
    const said = await asked("decide", { pair, same });
    if (!said) return;
    card.replaceChildren(element("p", { textContent: said.message }), button("Changer d'avis", () => card.replaceWith(question({ pair, rows })), "link"));
    tell(said.message, "good");
  };
  card.append(element("div", { className: "bar" }, button("Une seule personne", answer(true), "quiet small"), button("Deux personnes", answer(false), "quiet small")));
  return card;
}
