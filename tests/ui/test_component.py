"""How the files of a browser component become one text."""

import re
from base64 import b64decode
from pathlib import Path

from mnist_kmeans.ui.shared.component import script

_DATA_URL = re.compile(r"'data:text/javascript;base64,(.+)'")


def test_a_script_brings_along_what_it_imports(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    main = tmp_path / "page" / "main.js"
    main.write_text("import { a,\n  b }\n  from './near.js';\nexport default () => a;")
    (tmp_path / "page" / "near.js").write_text("export { a, b } from '../far.js';")
    far = "export const a = '→', b = 2;"
    (tmp_path / "far.js").write_text(far, "utf-8")

    text = script(main)
    assert _DATA_URL.sub("'./near.js'", text) == main.read_text()
    near = b64decode(_DATA_URL.search(text)[1]).decode()
    assert _DATA_URL.sub("'../far.js'", near) == "export { a, b } from '../far.js';"
    assert b64decode(_DATA_URL.search(near)[1]).decode() == far
