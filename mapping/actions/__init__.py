from mapping.actions.closing import closing_state, decide_with_mapping
from mapping.actions.mappings import (
    complete_mapping,
    confirm_children,
    end_child,
    environment_stamp,
    open_mapping,
    save_environment,
    save_voice,
    voice_of,
    write_analysis,
)

__all__ = [
    "closing_state",
    "complete_mapping",
    "confirm_children",
    "decide_with_mapping",
    "end_child",
    "environment_stamp",
    "open_mapping",
    "save_environment",
    "save_voice",
    "voice_of",
    "write_analysis",
]
