"""Forms for KoboToolbox and ODK: ours as an XLSForm, and somebody's XLSForm as one of ours."""

from forms.xlsform.survey import XlsForm, as_xlsform, write_xlsform
from forms.xlsform.xpath import choice_name

__all__ = ["XlsForm", "as_xlsform", "choice_name", "write_xlsform"]
