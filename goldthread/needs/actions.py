"""Every write about diagnoses, needs, strengths and scores; each adds facts and one sealed entry that says so."""

from goldthread.needs.defining import NewMeasure as NewMeasure
from goldthread.needs.defining import define as define
from goldthread.needs.defining import offer_no_longer as offer_no_longer
from goldthread.needs.diagnosing import NewDiagnosis as NewDiagnosis
from goldthread.needs.diagnosing import change_diagnosis as change_diagnosis
from goldthread.needs.diagnosing import diagnose as diagnose
from goldthread.needs.diagnosing import mend_diagnosis as mend_diagnosis
from goldthread.needs.ending import end as end
from goldthread.needs.ending import strike as strike
from goldthread.needs.measuring import keep_of_note as keep_of_note
from goldthread.needs.measuring import measure as measure
from goldthread.needs.measuring import turns_of as turns_of
from goldthread.needs.stating import NewNeed as NewNeed
from goldthread.needs.stating import change_need as change_need
from goldthread.needs.stating import mend_need as mend_need
from goldthread.needs.stating import state as state
from goldthread.needs.taking import NewScore as NewScore
