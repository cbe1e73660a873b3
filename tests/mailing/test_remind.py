"""Reminders reach a real SMTP server once, or are opened as drafts; nothing of them is kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, time
from email import message_from_bytes
from email.policy import SMTP as POLICY
from pathlib import Path

import pytest

from sheets_sync.mailing.account import VARIABLE
from sheets_sync.mailing.reminders import plan_reminders
from sheets_sync.mailing.sending import send_reminders
from sheets_sync.monthly import bring_together
from sheets_sync.web.window.window import Window
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF, HEADERS, OMAR, Case, Rows, write_book
from tests.desks import BAD
from tests.mailing.post_office import PASSWORD, UNKNOWN, USER, PostOffice, open_post_office
from tests.serving import certificate_and_key, until
from tests.typing_commands import plain

WITH_REFERENT = (*HEADERS, "Référent")
CLEAN = ("BERGER", "Ana", "Femme", date(1990, 5, 4), date(2026, 9, 1), "CDDI", "", "", "", "AB")
"""An entry of the counsellor AB with nothing to put right."""
NEXT_WEEK = "2026-11-30"


def config(case: Case, mail: str, first_contact: str = "accueil@exemple.fr") -> None:
    """Two SIAE with something to put right, the second's without a mailbox; « Trois » in order."""
    case.make(
        {
            "Un": (WITH_REFERENT, CLEAN, (*BAD, "CD")),
            "Deux": (HEADERS, BAD),
            "Trois": (HEADERS, OMAR),
        }
    )
    text = (
        "programme: Essai\nworkbook: essai.xlsx\nsiae:\n"
        f"  - {{tab: Un, name: Un, kind: ACI, contact: {first_contact}, "
        "counsellors: {AB: ab@exemple.fr, CD: cd@exemple.fr}}\n"
        "  - {tab: Deux, name: Deux, kind: ACI}\n"
        "  - {tab: Trois, name: Trois, kind: ACI, contact: trois@exemple.fr}\n"
        f"{mail}\n"
    )
    (case.folder / "config.yaml").write_text(text, encoding="utf-8")


def rewrite(case: Case, first: Rows) -> None:
    """Other rows in « Un »."""
    write_book(
        case.folder / "essai.xlsx", {"Un": first, "Deux": (HEADERS, BAD), "Trois": (HEADERS, OMAR)}
    )


def account(office: PostOffice, more: str = "security: none") -> str:
    return f"mail: {{server: localhost, port: {office.port}, sender: {USER}, {more}}}"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_post_office() as post_office:
        yield post_office


def test_reminders_are_shown_and_nothing_leaves(case: Case, office: PostOffice) -> None:
    config(case, account(office))
    shown = case.run("remind")
    assert shown.exit_code == 0, shown.output
    assert "Un : 1 à corriger, 1 à vérifier – à envoyer à accueil@exemple.fr, cd@" in shown.stdout
    assert "Deux : 1 à corriger, 1 à vérifier – à envoyer, mais sans adresse" in shown.stdout
    assert "Trois : 0 à corriger, 0 à vérifier – rien à rappeler" in shown.stdout
    assert "sheets-sync remind --send" in shown.stdout
    whole = case.run("remind", "Un").stdout
    assert "Objet : Essai, Un : 1 à corriger" in whole
    assert "onglet de Deux" not in whole
    assert case.run("remind", "--send", "--dry-run", "--yes").exit_code == 0
    assert office.mails == []


def test_a_reminder_reaches_the_server_once_in_a_week(case: Case, office: PostOffice) -> None:
    config(case, account(office))
    sent = json.loads(case.run("remind", "--send", "--yes", "--json").stdout)
    assert sent["sent"] == 1
    assert [one["sent"] for one in sent["reminders"]] == [True, False, False]
    [mail], [recipients] = office.mails, office.recipients
    # AB has nothing to put right.
    assert recipients == ["accueil@exemple.fr", "cd@exemple.fr"]
    assert mail["From"] == USER
    assert plain(mail["Subject"]).startswith("Essai, Un : 1 à corriger avant le mardi 1")
    body = plain(mail.get_content())
    assert "D3 :" in body
    assert BAD[0] not in body
    again = case.run("remind", "--send", "--yes")
    assert "déjà relancée le 23/11/2026 pour les mêmes points" in again.stdout
    assert len(office.mails) == 1
    later = case.run("remind", "--send", "--yes", as_of=NEXT_WEEK)
    assert "1 relance envoyée : Un." in later.stdout
    assert len(office.mails) == 2


def test_of_two_who_send_what_both_had_read_one_sends_it(case: Case, office: PostOffice) -> None:
    config(case, account(office))
    assert case.run("prepare").exit_code == 0
    day = date.fromisoformat(AS_OF)
    read = []
    for _ in range(2):
        workspace = open_workspace(case.folder / "config.yaml")
        month = bring_together(workspace, day)
        read.append((workspace, month, plan_reminders(workspace, month)))
    sent = [
        send_reminders(
            workspace, month.people, reminders, datetime.combine(day, time(9)), lambda _: None
        )
        for workspace, month, reminders in read
    ]
    assert [one.left for one in sent] == [["Un"], []]
    assert len(office.mails) == 1


def test_the_drafts_of_a_prepared_meeting_are_addressed(case: Case) -> None:
    config(case, "")
    assert case.run("prepare").exit_code == 0
    drafts = {file.name.split("-")[1]: file for file in case.folder.rglob("relance-*.eml")}
    mails = {name: message_from_bytes(file.read_bytes()) for name, file in drafts.items()}
    # AB has nothing to put right, and « Deux » no mailbox.
    assert mails["un"]["To"] == "accueil@exemple.fr, cd@exemple.fr"
    assert mails["deux"]["To"] is None
    assert mails["trois"]["To"] == "trois@exemple.fr"


def test_what_is_new_to_put_right_is_reminded_of_at_once(case: Case, office: PostOffice) -> None:
    config(case, account(office))
    case.run("remind", "--send", "--yes")
    other = ("PETIT", "Léa", "Femme", "31/02/1990", *BAD[4:], "CD")
    rewrite(case, (WITH_REFERENT, CLEAN, (*BAD, "CD"), other))
    said = case.run("remind").stdout
    assert "Un : 2 à corriger, 1 à vérifier – à envoyer" in said
    assert "cd@exemple.fr, sans 2 points déjà rappelés le 23/11/2026" in said
    case.run("remind", "--send", "--yes")
    [_, mail] = office.mails
    body = plain(mail.get_content())
    # What was told this week is counted, and not told again: neither now nor next time.
    assert "D4 :" in body
    assert "D3 :" not in body
    assert "Ce qui a déjà été rappelé le 23 novembre 2026 et reste à voir (2)" in body
    case.run("remind", "--send", "--yes")
    assert len(office.mails) == 2
    case.run("remind", "--send", "--yes", as_of=NEXT_WEEK)
    assert len(office.mails) == 3


def test_whoever_was_reminded_of_all_of_theirs_gets_no_second_mail(
    case: Case, office: PostOffice
) -> None:
    config(case, account(office))
    case.run("remind", "--send", "--yes")
    of_other = ("PETIT", "Léa", "Femme", "31/02/1990", *BAD[4:], "AB")
    rewrite(case, (WITH_REFERENT, CLEAN, (*BAD, "CD"), of_other))
    case.run("remind", "--send", "--yes")
    assert office.recipients[1] == ["accueil@exemple.fr", "ab@exemple.fr"]


def test_sorting_the_tab_makes_it_no_other_reminder(case: Case, office: PostOffice) -> None:
    config(case, account(office))
    case.run("remind", "--send", "--yes")
    rewrite(case, (WITH_REFERENT, (*BAD, "CD"), CLEAN))
    case.run("remind", "--send", "--yes")
    assert len(office.mails) == 1


def test_it_asks_before_it_sends(case: Case, office: PostOffice) -> None:
    config(case, account(office))
    refused = case.run("remind", "--send")
    assert refused.exit_code == 2
    assert f"Envoyer 1 relance depuis {USER} ?" in refused.stderr
    assert office.mails == []


def test_neither_name_nor_address_is_kept(case: Case, office: PostOffice) -> None:
    config(case, account(office))
    case.run("remind", "--send", "--yes")
    history = case.folder / "historique"
    journal = (history / "journal.txt").read_text(encoding="utf-8")
    assert "relances : 1 envoyées, 0 refusées" in plain(journal)
    memory = sqlite3.connect(":memory:")
    memory.deserialize((history / "memoire.sqlite").read_bytes())
    [(remembered,)] = memory.execute("SELECT value FROM about WHERE name = 'reminders'").fetchall()
    assert set(json.loads(remembered)[0]) == {"siae", "findings", "day"}
    for text in (journal, remembered):
        assert "@" not in text
        assert BAD[0] not in text


def test_an_address_that_the_server_does_not_know_is_told_and_not_counted_as_sent(
    case: Case, office: PostOffice
) -> None:
    config(case, account(office), UNKNOWN)
    text = (case.folder / "config.yaml").read_text(encoding="utf-8")
    alone = text.replace(", counsellors: {AB: ab@exemple.fr, CD: cd@exemple.fr}", "")
    (case.folder / "config.yaml").write_text(alone, encoding="utf-8")
    sent = case.run("remind", "--send", "--yes")
    assert "Adresse refusée par le serveur, rien n'est parti : Un." in sent.stdout
    assert UNKNOWN not in sent.stdout
    assert json.loads(case.run("remind", "--json").stdout)["reminders"][0]["state"] == "due"


def test_where_the_server_refuses_one_of_several_nobody_gets_it_and_whose_it_is_is_said(
    case: Case, office: PostOffice
) -> None:
    config(case, account(office))
    file = case.folder / "config.yaml"
    right = file.read_text(encoding="utf-8")
    file.write_text(right.replace("cd@exemple.fr", UNKNOWN), encoding="utf-8")
    sent = case.run("remind", "--send", "--yes")
    assert "rien n'est parti : Un (CD)." in plain(sent.stdout)
    assert office.recipients == []
    file.write_text(right, encoding="utf-8")
    case.run("remind", "--send", "--yes")
    assert office.recipients == [["accueil@exemple.fr", "cd@exemple.fr"]]


def test_what_left_before_the_server_stopped_does_not_leave_again(
    case: Case, office: PostOffice
) -> None:
    config(case, account(office))
    text = (case.folder / "config.yaml").read_text(encoding="utf-8")
    text = text.replace("name: Deux, kind: ACI", "name: Deux, kind: ACI, contact: deux@exemple.fr")
    (case.folder / "config.yaml").write_text(text, encoding="utf-8")
    office.most = 1
    stopped = case.run("remind", "--send", "--yes")
    assert stopped.exit_code == 2
    assert "localhost a refusé l'envoi (réponse 452). Relances parties : 1" in stopped.stderr
    assert "@" not in stopped.stderr
    office.most = 10
    case.run("remind", "--send", "--yes")
    assert office.recipients == [["accueil@exemple.fr", "cd@exemple.fr"], ["deux@exemple.fr"]]


def test_the_account_is_signed_in_to_over_tls_with_a_password_from_the_environment(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificate_and_key(tmp_path)
    with open_post_office(files) as office:
        config(case, account(office, f"security: starttls, user: {USER}"))
        without = case.run("remind", "--send", "--yes")
        assert "sheets-sync password --mail" in without.stderr
        monkeypatch.setenv(VARIABLE, PASSWORD)
        strange = case.run("remind", "--send", "--yes")
        assert "localhost ne prouve pas qui il est" in strange.stderr
        assert office.users == []
        # As an office adds its own authority to the computers it gives out.
        monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
        assert "1 relance envoyée" in case.run("remind", "--send", "--yes").stdout
        assert office.users == [USER]
        monkeypatch.setenv(VARIABLE, "un autre")
        wrong = case.run("remind", "--send", "--yes", as_of=NEXT_WEEK)
        assert "refuse le compte ou le mot de passe" in wrong.stderr
        assert len(office.mails) == 1


def test_a_server_that_does_not_encrypt_gets_nothing(case: Case, office: PostOffice) -> None:
    config(case, account(office, "security: starttls"))
    assert "ne chiffre pas l'envoi" in case.run("remind", "--send", "--yes").stderr
    assert office.mails == []


def test_without_an_account_drafts_with_their_recipients_are_opened(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened.txt"
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    config(case, "")
    done = case.run("remind", "--send", "--yes")
    assert "1 brouillon ouvert dans la messagerie, à relire et à envoyer : Un." in done.stdout
    until(opened.exists)
    draft = Path(opened.read_text(encoding="utf-8").strip())
    mail = message_from_bytes(draft.read_bytes(), policy=POLICY)
    assert mail["To"] == "accueil@exemple.fr, cd@exemple.fr"
    assert mail["X-Unsent"] == "1"
    assert "déjà relancée" in case.run("remind").stdout


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("mail: {server: smtp.exemple.fr}", "il faut « sender »"),
        (
            f"mail: {{server: s.exemple.fr, sender: {USER}, user: a, security: none}}",
            "un mot de passe ne part pas en clair",
        ),
        (f"mail: {{server: s.exemple.fr, sender: {USER}, password: x}}", "password"),
    ],
)
def test_a_mail_account_that_cannot_be_is_refused(case: Case, mail: str, told: str) -> None:
    config(case, mail)
    refused = case.run("remind")
    assert refused.exit_code == 2
    assert told in refused.stderr


def test_the_window_keeps_the_mailboxes_of_an_siae_and_of_whoever_it_asks(
    case: Case, office: PostOffice
) -> None:
    config(case, account(office))
    file = case.folder / "config.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(", CD: cd@exemple.fr", ""), encoding="utf-8")
    window = Window(file, lambda: date.fromisoformat(AS_OF))
    window.work["run"]({"what": "check"})
    until(lambda: window.job.done)
    first = window.work["reminders"]({}).content["reminders"][0]
    assert first["contact"] == "accueil@exemple.fr"
    assert first["counsellors"] == [
        {"initials": "AB", "address": "ab@exemple.fr"},
        {"initials": "CD", "address": ""},
    ]
    boxes = {"AB": "ab@exemple.fr", "CD": "cd@ailleurs.fr"}
    window.work["contact"]({"siae": "Un", "address": "un@exemple.fr", "counsellors": boxes})
    siae = open_workspace(file).config.siae[0]
    assert (siae.contact, siae.counsellors) == ("un@exemple.fr", boxes)
    sentence_shown = window.work["reminders"]({}).content["reminders"][0]["said"]
    assert "un@exemple.fr, cd@ailleurs.fr" in plain(sentence_shown)
