from frankly.cli.campaigns.looking.check_view import CheckedMessage, as_plain, as_sarif
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.registry import CHECKS

FOUND = MailFinding(code="link_host", severity="error", where="html", hint="'evil.example' is none of the hosts.")
NOTED = MailFinding(code="subject_long", severity="warning", where="subject", hint="It has 90 characters.")
LOOKED = [
    CheckedMessage("recipient 7", "en", (FOUND, NOTED)),
    CheckedMessage("recipient 9", "de", (NOTED,)),
    CheckedMessage("recipient 12", "de", (), "No item fits."),
]


def test_messages_are_counted_by_their_errors() -> None:
    told = as_plain("spring", LOOKED)
    assert (told["messages"], told["with_errors"], len(told["findings"])) == (2, 1, 3)
    assert told["findings"][0]["of"] == "recipient 7"
    assert told["without_message"][0]["because"] == "No item fits."


def test_sarif_has_what_the_format_asks_for() -> None:
    log = as_sarif("spring", LOOKED)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    rules = driver["rules"]
    assert [rule["id"] for rule in rules] == list(CHECKS)
    assert len(run["results"]) == 3
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "campaigns/spring.yaml"
        assert place["physicalLocation"]["region"]["startLine"] >= 1
        assert place["logicalLocations"][0]["fullyQualifiedName"]
