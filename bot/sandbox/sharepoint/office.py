"""What SharePoint does to an Office file on its way in: it writes the library's properties into the package."""

import io
import zipfile

SUFFIXES = (".docx", ".xlsx", ".pptx")
_PART = "docProps/custom.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="ContentTypeId">'
    "<vt:lpwstr>0x010100</vt:lpwstr></property></Properties>"
)


def promote(name: str, content: bytes) -> bytes:
    """The bytes that the library keeps: those sent, or for an Office file a package with a part added.

    A file that only bears an Office name is kept as it is.
    """
    if not name.lower().endswith(SUFFIXES) or not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist() if not entry.is_dir()}
    if "[Content_Types].xml" not in parts or "_rels/.rels" not in parts:
        return content
    return _packed(parts if _PART in parts else _with_properties(parts))


def _with_properties(parts: dict[str, bytes]) -> dict[str, bytes]:
    override = f'<Override PartName="/{_PART}" ContentType="{_TYPE}"/></Types>'
    relation = f'<Relationship Id="rIdLibrary" Type="{_RELATION}" Target="{_PART}"/></Relationships>'
    return parts | {
        "[Content_Types].xml": parts["[Content_Types].xml"].replace(b"</Types>", override.encode()),
        "_rels/.rels": parts["_rels/.rels"].replace(b"</Relationships>", relation.encode()),
        _PART: _PROPERTIES.encode(),
    }


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
