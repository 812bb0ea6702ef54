"""Values that need new parts in the file (pictures), and tables whose columns vary: docxtpl's own way, slower."""

import io
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from bot.letters.values import Picture


def render_with_parts(data: bytes, fields: Mapping[str, Any], env: Environment) -> bytes:
    """Fill a template with docxtpl under the given (sandboxed, strict) environment."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(data))
    template.render({name: _placed(template, value) for name, value in fields.items()}, env)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _placed(template: Any, value: Any) -> Any:
    if isinstance(value, Picture):
        from docx.shared import Mm
        from docxtpl import InlineImage

        return InlineImage(template, io.BytesIO(value.data), width=Mm(value.width_mm))
    if isinstance(value, Mapping):
        return {key: _placed(template, inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_placed(template, inner) for inner in value]
    return value
