"""Forms of the mapping, one file for each noun."""

from mapping.forms.mappings import AnalysisForm, CompleteForm, ConfirmForm, EndForm, EnvironmentForm, VoiceForm

__all__ = ["AnalysisForm", "CompleteForm", "ConfirmForm", "EndForm", "EnvironmentForm", "VoiceForm"]
