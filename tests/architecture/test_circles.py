from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def test_no_modules_import_each_other_in_a_circle_not_even_late_or_for_types_alone() -> None:
    graph = grimp.build_graph("frankly", cache_dir=None)

    try:
        TopologicalSorter(
            {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
        ).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))
