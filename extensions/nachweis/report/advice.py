"""Why each rule is there and how to mend what it finds, for ``nachweis explain``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from nachweis.model.messages import gettext_noop


class Advice(NamedTuple):
    """What helps with the findings of a rule.

    :param why: what goes wrong where nobody minds it
    :param mend: what to do
    """

    why: str
    mend: str


ADVICE: Final[Mapping[str, Advice]] = {
    "missing-clause": Advice(
        why=gettext_noop("What no clause obliges a party to, nobody has to do."),
        mend=gettext_noop(
            "Link a clause that says it with `fulfils`, or write a decision that it does not "
            "apply; 'nachweis list models --for ID' has texts to begin with."
        ),
    ),
    "missing-section": Advice(
        why=gettext_noop("What no concept describes is done by chance, and nobody can check it."),
        mend=gettext_noop(
            "Fill in the stub, or link a section with `addresses`, or decide on it; "
            "'nachweis list models --for ID' has texts to begin with."
        ),
    ),
    "missing-record": Advice(
        why=gettext_noop("Without a record nobody can show that it was done."),
        mend=gettext_noop(
            "Do it, write the record with date and result, and link it with `proves`; "
            "'nachweis list models --for ID' has what such a record should hold."
        ),
    ),
    "unknown-model": Advice(
        why=gettext_noop("Nobody can tell any more what the text began with, and what changed."),
        mend=gettext_noop(
            "Correct the option `model`, bring the model back to the library, or drop the option."
        ),
    ),
    "open-parameter": Advice(
        why=gettext_noop("A clause without its figure binds nobody to anything."),
        mend=gettext_noop(
            "Write what belongs there in place of the braces; 'nachweis explain MODEL' says what."
        ),
    ),
    "parameter-range": Advice(
        why=gettext_noop("Who wrote the model had a reason for the limit."),
        mend=gettext_noop(
            "Agree on a value within it, or drop the option `model` and answer for the departure."
        ),
    ),
    "withdrawn-model": Advice(
        why=gettext_noop("The house no longer stands by the text."),
        mend=gettext_noop("Read why, and write the text anew or from another model."),
    ),
    "suspect-model": Advice(
        why=gettext_noop("What made the house change its model may concern this contract, too."),
        mend=gettext_noop(
            "Read 'nachweis list drift', change the text where need be, then confirm it with "
            "'nachweis confirm KEY --model ID'."
        ),
    ),
    "draft-clause": Advice(
        why=gettext_noop("Nobody is bound by a draft."),
        mend=gettext_noop("Agree on the clause, and set `status: agreed`."),
    ),
    "draft-section": Advice(
        why=gettext_noop("What nobody has approved holds for nobody."),
        mend=gettext_noop("Have the section approved, and set `status: approved`."),
    ),
    "draft-record": Advice(
        why=gettext_noop("What is planned, or lies ahead, has not been done."),
        mend=gettext_noop("Carry it out, enter date and result, and drop the status."),
    ),
    "stale-record": Advice(
        why=gettext_noop("A check of two years ago says little about today."),
        mend=gettext_noop("Repeat it, and write a new record; the old one stays."),
    ),
    "failed-record": Advice(
        why=gettext_noop("A failed check proves that the requirement is not met."),
        mend=gettext_noop(
            "Correct the cause, enter the corrective action, repeat the check, and write its "
            "record."
        ),
    ),
    "expired-decision": Advice(
        why=gettext_noop("An exception that is never looked at again becomes the rule."),
        mend=gettext_noop("Bring the proof, or take the decision again with a new end."),
    ),
    "partial-record": Advice(
        why=gettext_noop(
            "What was met in part has a rest, and the rest needs somebody who does it by a day."
        ),
        mend=gettext_noop(
            "Write a corrective action with owner and day, linked by `corrects`, or repeat the "
            "check."
        ),
    ),
    "waived": Advice(
        why=gettext_noop("Who approves a phase has to see what was waived for it."),
        mend=gettext_noop("Nothing; look at it again before the decision ends."),
    ),
    "unclear-weakening": Advice(
        why=gettext_noop("A blank permission to demand less would open the gate for anything."),
        mend=gettext_noop("Name in the decision exactly what is weakened, and nothing else."),
    ),
    "decision-without-reason": Advice(
        why=gettext_noop(
            "Whoever comes later must be able to judge whether the reason still holds."
        ),
        mend=gettext_noop("Write the reason below the options of the decision."),
    ),
    "decision-without-end": Advice(
        why=gettext_noop("An accepted risk without an end is accepted for ever."),
        mend=gettext_noop("Add `until` with the day on which it is judged again."),
    ),
    "tailored-and-proven": Advice(
        why=gettext_noop("One of the two is wrong: it applies, or it does not."),
        mend=gettext_noop("Drop the decision, or take the link to the requirement away."),
    ),
    "derogation-without-end": Advice(
        why=gettext_noop("A temporary exception without an end is none."),
        mend=gettext_noop("Add `until` with a day, or `ends_with` with a phase."),
    ),
    "broad-decision": Advice(
        why=gettext_noop("Who settles everything at once has weighed none of it."),
        mend=gettext_noop(
            "Split it: a decision for each group of requirements that have a reason in common."
        ),
    ),
    "open-derogation": Advice(
        why=gettext_noop("Exceptions of the migration must not live on in operation."),
        mend=gettext_noop("End it, and enter the day as `lifted`."),
    ),
    "duplicate-id": Advice(
        why=gettext_noop("A link to the ID could mean either."),
        mend=gettext_noop("Give one of them another ID, and correct the links to it."),
    ),
    "unknown-target": Advice(
        why=gettext_noop("A link into nothing proves nothing."),
        mend=gettext_noop("Correct the ID; the message names the nearest one."),
    ),
    "wrong-target": Advice(
        why=gettext_noop("A link means something only between the types that it is made for."),
        mend=gettext_noop(
            "Link an object of one of the types that the message names, or use another link."
        ),
    ),
    "not-selected": Advice(
        why=gettext_noop(
            "The proof counts for nothing while its requirement is not part of the project."
        ),
        mend=gettext_noop("Add the module or measure to `catalog`, or drop the link."),
    ),
    "useless-link": Advice(
        why=gettext_noop("It looks like a proof and is none."),
        mend=gettext_noop("Link what the requirement asks for, or drop the link."),
    ),
    "suspect-link": Advice(
        why=gettext_noop("What was confirmed was the old text; nobody has looked at the new one."),
        mend=gettext_noop("Read what changed, then run `nachweis confirm KEY ID`."),
    ),
    "unknown-contact": Advice(
        why=gettext_noop("Nobody can be asked who is in no register."),
        mend=gettext_noop("Correct the ID, or enter the person in `registers/contacts.yaml`."),
    ),
    "dead-reference": Advice(
        why=gettext_noop("Readers of a contract follow references."),
        mend=gettext_noop("Correct the reference, or add what it refers to."),
    ),
    "bad-id": Advice(
        why=gettext_noop("IDs are cited for years, and have to be unique among all projects."),
        mend=gettext_noop(
            "Write the project's key, a letter for the type and a number, such as `ACME_C_07_3`."
        ),
    ),
    "unknown-field": Advice(
        why=gettext_noop("A mistyped option is ignored, and what it says with it."),
        mend=gettext_noop("Correct the name; the message has the allowed ones."),
    ),
    "missing-field": Advice(
        why=gettext_noop("Without it the object cannot be judged or shown."),
        mend=gettext_noop("Add the option."),
    ),
    "bad-value": Advice(
        why=gettext_noop("A value that means nothing is as good as none."),
        mend=gettext_noop("Write one of the allowed values; dates as 2026-11-20."),
    ),
    "evidence-missing": Advice(
        why=gettext_noop("Evidence that nobody can open convinces nobody."),
        mend=gettext_noop("Put the file back, or attach it again with `nachweis attach`."),
    ),
    "evidence-changed": Advice(
        why=gettext_noop("Evidence that was altered afterwards is worth nothing."),
        mend=gettext_noop("Restore the file with git; if the new one is right, attach it again."),
    ),
    "evidence-without-digest": Advice(
        why=gettext_noop("Without a digest nobody notices that the file was exchanged."),
        mend=gettext_noop("Run `nachweis attach RECORD FILE`."),
    ),
    "unmapped-report": Advice(
        why=gettext_noop(
            "A test that nobody has linked proves nothing, and one that failed must not be "
            "overlooked."
        ),
        mend=gettext_noop(
            "Name report or case in `evidence/mapping.yaml`, or take the entry out that fits "
            "nothing."
        ),
    ),
    "skipped-case": Advice(
        why=gettext_noop("A test that did not run shows nothing."),
        mend=gettext_noop("Let it run, or take it out of `mapping.yaml`."),
    ),
    "bad-directive": Advice(
        why=gettext_noop("What cannot be read may hold duties that nobody sees."),
        mend=gettext_noop("Correct the line; options are `:name: value`, right below the head."),
    ),
    "undecided-object": Advice(
        why=gettext_noop("The gate must not count what a page may not show."),
        mend=gettext_noop(
            "Write the object where it is always shown: not below `{only}` or in an include with "
            "conditions."
        ),
    ),
    "conflict-marker": Advice(
        why=gettext_noop("Half of two versions is no version."),
        mend=gettext_noop("Resolve the conflict, and delete the marker lines."),
    ),
    "unknown-directive": Advice(
        why=gettext_noop("A mistyped object vanishes without a word, and its duty with it."),
        mend=gettext_noop("Correct name, colons and indentation."),
    ),
    "unclosed-fence": Advice(
        why=gettext_noop("The next object becomes part of this one, and does not count."),
        mend=gettext_noop("Write `:::` on a line of its own behind the text."),
    ),
    "duplicate-option": Advice(
        why=gettext_noop("Only the last one counts, which the writer may not have meant."),
        mend=gettext_noop("Keep one; several values stand in one option, with commas."),
    ),
    "invisible-character": Advice(
        why=gettext_noop(
            "What one cannot see can make a text mean something else than it seems to."
        ),
        mend=gettext_noop("Delete the character; the message says which and where."),
    ),
    "mixed-letters": Advice(
        why=gettext_noop("Two letters look the same, and no search takes one for the other."),
        mend=gettext_noop("Type the word anew; the message says which letter it is."),
    ),
    "refused-construct": Advice(
        why=gettext_noop(
            "Whoever writes a branch is not trusted; a page must not run, fetch or hide anything."
        ),
        mend=gettext_noop("Write it in plain Markdown, as the message says."),
    ),
    "outside-workspace": Advice(
        why=gettext_noop("What lies elsewhere is in no version, and may be secret."),
        mend=gettext_noop("Copy the file into the repository, and add it to git."),
    ),
    "phase-order": Advice(
        why=gettext_noop("A phase builds on what the one before it has settled."),
        mend=gettext_noop("Close the earlier phase first, or correct the dates."),
    ),
    "phase-without-approval": Advice(
        why=gettext_noop("A gate that nobody has approved was passed by nobody."),
        mend=gettext_noop("Add `approved_by` to the phase."),
    ),
    "unnamed-contact": Advice(
        why=gettext_noop("A role without a name is filled by nobody."),
        mend=gettext_noop("Enter a contact with this role in `registers/contacts.yaml`."),
    ),
    "no-deputy": Advice(
        why=gettext_noop("Incidents do not wait for the end of a holiday."),
        mend=gettext_noop("Name a deputy in the contact."),
    ),
    "duty-not-passed-on": Advice(
        why=gettext_noop("Subcontractors have to do what the provider has promised."),
        mend=gettext_noop("Write the duty that is passed on into `registers/duties.yaml`."),
    ),
    "unauthorised-partner": Advice(
        why=gettext_noop("Who is not authorised must not receive anything."),
        mend=gettext_noop("Have the partner authorised, and enter it, or drop the entry."),
    ),
    "open-right": Advice(
        why=gettext_noop("After the end of the contract nobody of the provider needs access."),
        mend=gettext_noop("Withdraw the right, and enter the day."),
    ),
    "protection-without-reason": Advice(
        why=gettext_noop("A protection need without damage behind it is a guess."),
        mend=gettext_noop("Write the damage that is possible, without regard to controls."),
    ),
    "protection-too-low": Advice(
        why=gettext_noop("What is needed inherits the need of what needs it (maximum principle)."),
        mend=gettext_noop(
            "Raise the need, or say by `distribution` why the damage does not reach it."
        ),
    ),
    "one-sided-interface": Advice(
        why=gettext_noop("What one side alone knows is done by nobody at the other end."),
        mend=gettext_noop("Name both ends, and describe the interface in the concept of each."),
    ),
    "undescribed-interface": Advice(
        why=gettext_noop("Responsibilities meet at interfaces, and are lost there."),
        mend=gettext_noop("Describe it in a section, with `describes`."),
    ),
    "unanswered-threat": Advice(
        why=gettext_noop("A threat that changes nothing was analysed for nothing."),
        mend=gettext_noop("Link the requirements or sections that answer it."),
    ),
    "unmodelled-target": Advice(
        why=gettext_noop("What no module is applied to has no requirements and is not checked."),
        mend=gettext_noop("Name the modules in the asset, or say why none fits."),
    ),
    "recovery-gap": Advice(
        why=gettext_noop("The process would stand still for longer than the house can bear."),
        mend=gettext_noop(
            "Agree on a shorter time, or lower what the process needs, with its owner."
        ),
    ),
    "contradictory-promise": Advice(
        why=gettext_noop("In a dispute the longer time would be claimed."),
        mend=gettext_noop("Say the same time in both, best in one place with `{fact}`."),
    ),
    "unpromised-recovery": Advice(
        why=gettext_noop("What nobody owes comes back when it suits the other side."),
        mend=gettext_noop("Agree a time, and name what it restores in `restores`."),
    ),
    "unplanned-recovery": Advice(
        why=gettext_noop("A time that no plan keeps is a wish."),
        mend=gettext_noop("Write a section of the emergency plan, and link the process."),
    ),
    "untried-recovery": Advice(
        why=gettext_noop("Plans that were never tried do not work."),
        mend=gettext_noop("Exercise it, and write the record."),
    ),
    "missing-dpia": Advice(
        why=gettext_noop("The law demands it before the processing begins."),
        mend=gettext_noop(
            "Carry out the assessment, and link its record or section to the process."
        ),
    ),
    "unknown-fact": Advice(
        why=gettext_noop("The text would show nothing in its place."),
        mend=gettext_noop("Correct ID or field, or enter the value."),
    ),
    "contradictory-fact": Advice(
        why=gettext_noop("A contract that says 4 h and 24 h holds neither."),
        mend=gettext_noop("Correct the words, or the value that the fact takes."),
    ),
    "risk-without-treatment": Advice(
        why=gettext_noop("A risk that nobody treats is accepted without anybody having said so."),
        mend=gettext_noop("Enter `treatment` and what remains."),
    ),
    "unsigned-risk": Advice(
        why=gettext_noop("Residual risks are borne by the management, with its name."),
        mend=gettext_noop("Write a decision of the kind *accepted-risk* with approver and end."),
    ),
    "expired-risk": Advice(
        why=gettext_noop("Risks change; who accepted one has to look again."),
        mend=gettext_noop("Judge the risk again, and decide with a new end."),
    ),
    "unusable-weight": Advice(
        why=gettext_noop("A bidder would lose points by what it offers, or nothing adds up."),
        mend=gettext_noop("Enter a number from 0, and fix it before the first answer is read."),
    ),
    "late-weight": Advice(
        why=gettext_noop(
            "Weights that are fixed once answers are known can be fixed for one bidder; a review "
            "of the award would ask for the day."
        ),
        mend=gettext_noop(
            "Enter the day on which the weight was fixed. If it was fixed later than the first "
            "answer was read, weigh as before, or ask all bidders anew."
        ),
    ),
    "no-award": Advice(
        why=gettext_noop("Selection ends with a choice; the contract starts from what it offered."),
        mend=gettext_noop(
            "Choose with `nachweis tender KEY --award BIDDER`, or name a party of the register in "
            "`chosen`."
        ),
    ),
    "unmet-knock-out": Advice(
        why=gettext_noop("What was a condition for all bidders is one for the chosen one, too."),
        mend=gettext_noop(
            "Ask the bidder and read its answer, choose another one, or decide that its "
            "alternative counts."
        ),
    ),
    "unanswered-requirement": Advice(
        why=gettext_noop("What nobody answers in the tender costs extra once the contract runs."),
        mend=gettext_noop("Ask the bidder and read its answer, or write a decision."),
    ),
    "unmeasured-sla": Advice(
        why=gettext_noop("What nobody measures, nobody keeps."),
        mend=gettext_noop("Enter the value of the last period in the register."),
    ),
    "missed-sla": Advice(
        why=gettext_noop("The provider owes what was agreed."),
        mend=gettext_noop("Claim it, and enter the corrective action."),
    ),
    "unmeasured-objective": Advice(
        why=gettext_noop("Whether an objective was reached shows only by a measure."),
        mend=gettext_noop("Link a service level or a record, and give the objective a date."),
    ),
    "not-agreed": Advice(
        why=gettext_noop("What one side demands and the other has not accepted does not hold."),
        mend=gettext_noop("Agree on the demand, or decide on it."),
    ),
    "uncoordinated-concept": Advice(
        why=gettext_noop("Concepts that were not compared contradict each other."),
        mend=gettext_noop("Hold the meeting, and write its record."),
    ),
    "unaudited-concept": Advice(
        why=gettext_noop(
            "The client does not read the provider's concept, and has to check that it suffices."
        ),
        mend=gettext_noop("Audit it, and write the record."),
    ),
    "premature-final": Advice(
        why=gettext_noop("What the migration teaches has to come into the concept first."),
        mend=gettext_noop("Set the status back, or close the migration."),
    ),
    "missing-concept": Advice(
        why=gettext_noop("Without it a party has no description of what it does."),
        mend=gettext_noop("Write the concept, or enter who writes it."),
    ),
    "overdue-duty": Advice(
        why=gettext_noop("A recurring check that is left out once is soon left out always."),
        mend=gettext_noop("Do it, write the record, and link the duty."),
    ),
    "missing-agreement": Advice(
        why=gettext_noop("The measure demands that it is settled in writing."),
        mend=gettext_noop("Write the agreement, and set its status."),
    ),
    "agreement-gap": Advice(
        why=gettext_noop("What the agreement leaves out is not agreed."),
        mend=gettext_noop("Write a clause or section of its own, and link the requirement."),
    ),
    "processing-agreement-gap": Advice(
        why=gettext_noop("Without these clauses the processing is unlawful."),
        mend=gettext_noop("Write the clause that answers the paragraph, with `answers`."),
    ),
    "weakened-project": Advice(
        why=gettext_noop("A gate that a branch can remove protects nothing."),
        mend=gettext_noop("Put the project back, or decide on its removal (kind *weakening*)."),
    ),
    "weakened-phase": Advice(
        why=gettext_noop("Who opens a phase again enforces less than was approved."),
        mend=gettext_noop("Close it again, or decide on it (kind *weakening*)."),
    ),
    "weakened-catalogue": Advice(
        why=gettext_noop("Fewer requirements are met more easily."),
        mend=gettext_noop("Select them again, or decide on it (kind *weakening*)."),
    ),
    "weakened-protection": Advice(
        why=gettext_noop("A lower need takes requirements out of the gate."),
        mend=gettext_noop("Raise it again, or decide on it (kind *weakening*)."),
    ),
    "weakened-interval": Advice(
        why=gettext_noop("Longer intervals make old records count."),
        mend=gettext_noop("Shorten it again, or decide on it (kind *weakening*)."),
    ),
    "weakened-setting": Advice(
        why=gettext_noop("Some settings decide what the gate demands at all."),
        mend=gettext_noop("Set it back, or decide on it (kind *weakening*)."),
    ),
    "weakened-register": Advice(
        why=gettext_noop("What is in no register is not checked."),
        mend=gettext_noop("Put the entry back, or decide on it (kind *weakening*)."),
    ),
    "weakened-record": Advice(
        why=gettext_noop("What went wrong must not be unwritten."),
        mend=gettext_noop(
            "Put the record back, and write a new one; or decide on it (kind *weakening*)."
        ),
    ),
    "weakened-disclosure": Advice(
        why=gettext_noop("A less strict class shows it to more people."),
        mend=gettext_noop("Set the class back, or decide on it (kind *weakening*)."),
    ),
    "weakened-decision": Advice(
        why=gettext_noop("What was approved must not be reworded afterwards."),
        mend=gettext_noop("Restore the text, and take a new decision."),
    ),
    "weakened-weight": Advice(
        why=gettext_noop("Who knows the answers could weigh so that one bidder wins."),
        mend=gettext_noop(
            "Undo the change, or take a decision of the kind *weakening* that names the criterion."
        ),
    ),
    "weakened-trusted-file": Advice(
        why=gettext_noop("These files decide how the gate itself works."),
        mend=gettext_noop(
            "Look at the change, then take a decision of the kind *weakening* that names the file."
        ),
    ),
    "lost-object": Advice(
        why=gettext_noop("What the parties have approved does not vanish in silence."),
        mend=gettext_noop(
            "Put it back, or decide on it (kind *weakening*); the next release ends it."
        ),
    ),
    "lost-proof": Advice(
        why=gettext_noop("What was proven for a release counted for those who approved it."),
        mend=gettext_noop("Bring the proof again, or decide on it (kind *weakening*)."),
    ),
    "lost-result": Advice(
        why=gettext_noop("A result is what was seen on the day; it does not change afterwards."),
        mend=gettext_noop("Restore it, or write a new record with its own date."),
    ),
    "missing-action": Advice(
        why=gettext_noop("A deficiency without an action stays."),
        mend=gettext_noop("Write a corrective action with owner and day, linked by `corrects`."),
    ),
    "overdue-action": Advice(
        why=gettext_noop("The deficiency lives on, and nobody notices."),
        mend=gettext_noop("Do it, and show by a later record that it works."),
    ),
    "unfitting-check": Advice(
        why=gettext_noop("An older or failed check says nothing about the effect."),
        mend=gettext_noop("Name a record that is later, and passed."),
    ),
    "unwritten-text": Advice(
        why=gettext_noop("A status without a text is an assertion."),
        mend=gettext_noop("Write what was settled or done."),
    ),
    "duplicate-number": Advice(
        why=gettext_noop("Nobody can cite one of two clauses 5.1."),
        mend=gettext_noop("Give one of them another number."),
    ),
    "repeated-text": Advice(
        why=gettext_noop("Text that was copied answers none of its requirements."),
        mend=gettext_noop("Write what holds for each, or link one object to several requirements."),
    ),
    "example-entry": Advice(
        why=gettext_noop("Rows that `nachweis new` wrote describe nobody's house."),
        mend=gettext_noop("Enter your own, and take the tag `example` off."),
    ),
    "missing-register": Advice(
        why=gettext_noop("The requirement is met by the list itself."),
        mend=gettext_noop("Fill the register; `nachweis add` writes a row."),
    ),
    "unreviewed-right": Advice(
        why=gettext_noop("Rights that nobody reviews pile up."),
        mend=gettext_noop("Review it, and enter the day as `reviewed`."),
    ),
    "unreviewed-entry": Advice(
        why=gettext_noop("Lists grow old, as those in them change."),
        mend=gettext_noop("Look at it, and enter the day as `reviewed`."),
    ),
    "wrong-party": Advice(
        why=gettext_noop("A duty of one party is not met by a promise of the other."),
        mend=gettext_noop("Correct `obliges`, or link a clause that obliges the right party."),
    ),
    "wrong-side": Advice(
        why=gettext_noop("Each side approves its own phases."),
        mend=gettext_noop("Name a contact of your own side."),
    ),
    "unknown-infoclass": Advice(
        why=gettext_noop("Who may read it cannot be told."),
        mend=gettext_noop("Correct the name, or enter the class in its register."),
    ),
    "self-link": Advice(
        why=gettext_noop("Nobody is his own deputy."),
        mend=gettext_noop("Name another object."),
    ),
    "date-order": Advice(
        why=gettext_noop("One of the two dates is wrong."),
        mend=gettext_noop("Correct it."),
    ),
    "date-in-the-future": Advice(
        why=gettext_noop("What lies ahead was not done."),
        mend=gettext_noop("Correct the date, or judge at a later day with `--as-of`."),
    ),
    "distant-date": Advice(
        why=gettext_noop("Such a date is mostly a slip of the pen."),
        mend=gettext_noop("Correct it; if it is right, leave it."),
    ),
    "long-interval": Advice(
        why=gettext_noop("What is checked every six years is not checked."),
        mend=gettext_noop("Shorten the interval."),
    ),
    "unfitting-record": Advice(
        why=gettext_noop("Minutes of a meeting do not show that a restore works."),
        mend=gettext_noop("Hold what the requirement asks for, and write a record of that kind."),
    ),
    "evidence-of-another": Advice(
        why=gettext_noop("One file shows one thing."),
        mend=gettext_noop("Attach the file that belongs to this record."),
    ),
    "undecided-requirement": Advice(
        why=gettext_noop("Nobody is responsible for it, so nobody does it."),
        mend=gettext_noop(
            "Decide in `mapping.yaml` of the imported catalogue; `nachweis list unmapped` has "
            "the list."
        ),
    ),
    "broken-statement": Advice(
        why=gettext_noop("A file that anybody could have written proves nothing of another party."),
        mend=gettext_noop(
            "Ask the other party for a new file and run `nachweis accept`; pin its key in the "
            "register of parties only after you have compared it by another way."
        ),
    ),
    "altered-statement": Advice(
        why=gettext_noop("What another party has signed is not ours to word."),
        mend=gettext_noop("Run `nachweis accept` with the kept file, which writes it again."),
    ),
    "stale-statement": Advice(
        why=gettext_noop("What was stated until a day says nothing about the day after."),
        mend=gettext_noop("Ask for a new statement, or bring a proof of your own."),
    ),
    "withdrawn-statement": Advice(
        why=gettext_noop("The other party no longer answers for it, and so nobody does."),
        mend=gettext_noop("Ask why; bring a proof of your own, or decide on it."),
    ),
    "contradicted-statement": Advice(
        why=gettext_noop("Two concepts of one project must not say two things."),
        mend=gettext_noop("Settle with the other party which is right, and correct the other."),
    ),
    "active-file": Advice(
        why=gettext_noop("Readers of a site trust what it offers them."),
        mend=gettext_noop("Save the file as PDF/A, or attach what it shows as an image or text."),
    ),
    "unprintable": Advice(
        why=gettext_noop("It would be missing in the document that is signed."),
        mend=gettext_noop(
            "Write it as text or as an image with a description, or take the page out of the annex."
        ),
    ),
    "bad-annexes": Advice(
        why=gettext_noop("An annex that cannot be made is noticed only on the day of signing."),
        mend=gettext_noop("Correct the line; the message says what is allowed."),
    ),
}
"""By rule; those of a house have none."""
