"""How the files of a browser component become one text."""

from pathlib import Path

from mnist_kmeans.ui.shared.component import script


def test_a_script_brings_along_what_it_imports_once(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    main, near = tmp_path / "page" / "main.js", tmp_path / "page" / "near.js"
    main.write_text(
        "import { a,\n  b }\n  from './near.js';\nimport { far } from '../far.js';\n"
        "export const c = 3;\nexport default () => a + b + c + far;\n"
    )
    near.write_text(
        "import { far } from '../far.js';\nexport const a = far;\n"
        "export function b() {\n  return 'export this';\n}\n"
    )
    (tmp_path / "far.js").write_text("export const far = '→';\n", "utf-8")

    assert script(main) == (
        "const far = '→';\n"
        "const a = far;\nfunction b() {\n  return 'export this';\n}\n"
        "export const c = 3;\nexport default () => a + b + c + far;\n"
    )
