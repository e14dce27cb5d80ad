"""`judge`: a question that only a reader can answer, asked of a judge who is known to answer as people do."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field, StringConstraints

from frankly.evals.checks import showing
from frankly.evals.checks.asked.questions import question
from frankly.evals.checks.check import Bench, Calibration, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import chosen
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class JudgeOptions(TextOptions):
    """What is asked, and what must be answered."""

    main: ClassVar[str] = "question"

    question: Annotated[str, StringConstraints(min_length=8, max_length=500)]
    """The question about each text, as the judge reads it."""

    answer: Annotated[str, StringConstraints(min_length=1, max_length=40)] = "no"
    """What must be answered."""

    least_agreement: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Least agreement with people (lower end of the interval of Krippendorff's alpha) of a judge who is heard."""


class Judge:
    """The check."""

    name: ClassVar[str] = "judge"
    says: ClassVar[str] = "A judge who answers as people do answers as wanted."
    about: ClassVar[str] = (
        "Verdicts stand in `judged.jsonl` beside the suite (`question`, `texts`, `verdict`, `by`, `is_judge`) and are "
        "looked up; no model is asked here. Heard is only a judge who has been compared with labels of people on the "
        "same question: without that, or where they agree too little, the check is skipped and says so. The agreement "
        "stands in every finding. It tells and does not gate."
    )
    options: ClassVar[type[Options]] = JudgeOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = False

    def look(self, output: Output, options: JudgeOptions, bench: Bench) -> Finding:
        """Look up verdicts of a judge who may be heard."""
        texts = chosen(output, options.where)
        if not texts:
            return skipped("no text stands there")
        calibration = bench.calibrations.get(options.question)
        if calibration is None:
            return skipped("no judge of this question has been compared with people: label some texts first")
        known = _told(calibration)
        if calibration.low < options.least_agreement:
            return skipped(f"the judge agrees too little with people to be heard ({known})")
        keys = [(one, question(options.question, one[1].text)) for one in texts]
        heard = [(one, bench.judgements[key]) for one, key in keys if key in bench.judgements]
        if not heard:
            return skipped(f"the judge has not seen these texts ({known})")
        wrong = [(one, said) for one, said in heard if said != options.answer]
        faults = [f"{text.place}: '{options.question}' {said}: {shown(text.text)}" for (_, text), said in wrong]
        found = judged(faults, len(heard), [whole(number, text, "judge") for (number, text), _ in wrong])
        return found.model_copy(update={"why": f"{found.why} ({known})" if found.why else known})

    def examples(self) -> Sequence[Example]:
        """Two judged texts; the verdicts and the calibration are those of `example_bench`."""
        return (
            showing.passes("the judge says no", showing.said(CALM), question=PUSHY),
            showing.fails("the judge says yes", showing.said(LOUD), question=PUSHY),
        )


def _told(known: Calibration) -> str:
    return f"agreement with people {known.agreement:.2f}, at least {known.low:.2f}, on {known.number} texts"


PUSHY: Final = "Does the text press the reader to act now?"
CALM: Final = "You opened “South”, and that counts here."
LOUD: Final = "Quick, before somebody else takes it."


def example_bench() -> tuple[Mapping[str, str], Mapping[str, Calibration]]:
    """Verdicts and calibration of the examples of this page."""
    verdicts = {question(PUSHY, CALM): "no", question(PUSHY, LOUD): "yes"}
    return verdicts, {PUSHY: Calibration(agreement=0.83, low=0.71, number=120)}


CHECK: Final = Judge()
