from samsyn.indicators.wording import in_unit, interval
from samsyn.language.swedish import *
