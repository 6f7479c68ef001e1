"""The public names, for type checkers and completers; `__init__.py` fetches them."""

from asknown.audit import audit as audit
from asknown.editions.calls import publish as publish
from asknown.editions.calls import recall as recall
from asknown.editions.calls import render as render
from asknown.editions.calls import verify as verify
from asknown.editions.render import Edition as Edition
from asknown.errors import AsknownError as AsknownError
from asknown.errors import BuildError as BuildError
from asknown.errors import CallError as CallError
from asknown.errors import LedgerError as LedgerError
from asknown.errors import OverlapError as OverlapError
from asknown.lab.explorer import explore as explore
from asknown.model.case import Case as Case
from asknown.model.changes import Changes as Changes
from asknown.model.check import check as check
from asknown.model.claim import Claim as Claim
from asknown.model.figures import Figure as Figure
from asknown.report.brief import Brief as Brief
from asknown.report.comparison import Incomparable as Incomparable
from asknown.report.comparison import compare as compare
from asknown.report.lone_chart import LoneChart as LoneChart
from asknown.report.lone_chart import chart_of as chart_of
from asknown.report.opening import open_brief as open_brief
from asknown.report.opening import open_case as open_case
from asknown.subjects.charts.own import chart as chart
from asknown.subjects.over_time import series_of as series_of
from asknown.text.blocks import table as table
from asknown.text.prose import UntracedNumber as UntracedNumber
from asknown.text.prose import number as number
from asknown.text.prose import say as say

__version__: str
