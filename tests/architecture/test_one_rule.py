"""A walk over the syntax: reading begins with `visible_to`, writing is for actions, the system acts where listed."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["config", "home", "moving", "forum", "messaging", "notices", "writing", "live", "jobs", "network"]

# The files of an app which may name a manager without a reader: they are the rule itself, or stand behind `require`.
INSIDE = {"models", "querysets", "access", "actions", "migrations"}

# The mechanism below the rule, each with its reason.
MECHANISM = {
    "network/guard.py": "is the rule",
    "network/sessions.py": "finds the reader before there is one",
    "network/middleware.py": "notes the last use of the session that it just admitted",
    "network/authentication.py": "finds the account that signs in, before there is a reader",
    "network/throttle.py": "counts tries of people who are not signed in",
    "jobs/queue.py": "takes, ends and rescues jobs: rows that no person reads",
    "jobs/schedule.py": "moves the clock of periodic jobs: rows that no person reads",
    "jobs/health.py": "writes the beats of workers: rows that no person reads",
    "notices/letters.py": "writes, takes and erases mail on its way: rows that no person reads",
    "network/audit.py": "appends to the record, in the transaction of an action",
    "live/outbox.py": "writes, numbers and removes facts on their way: rows that no person reads",
    "forum/search/index.py": "writes the index of words, in jobs; what is found is read through the rule",
}

# Where the system itself may act, each with its reason.
SYSTEM = {
    "network/actions/due.py": "applies, a day later, what two officials or the member decided",
    "network/actions/mail.py": "looks up, when a mail leaves, whether the address that was typed is an account's",
    "network/management/commands/invite_secretariat.py": "the operator, on an installation with nobody in it",
    "network/management/commands/break_glass.py": "the operator, for an officer who lost everything",
    "network/management/commands/code.py": "prints codes of invented members alone",
    "network/readers.py": "defines it",
    "forum/search/index.py": "the index knows every post; who may find it stands in it, and the rule is asked again",
    "forum/search/finding.py": "shows of a page what the rule found for the reader in the same statement",
    "network/guard.py": "lets it pass",
    "live/outbox.py": "reads facts on their way; who hears of them is asked for each thing",
    "live/admission.py": "asks again, for all open sockets, whether the sessions behind them live",
    "network/actions/reference.py": "takes only the system as its actor",
    "network/management/commands/audit.py": "the operator verifies the record",
    "network/management/commands/load_reference.py": "the operator loads the data files",
    "forum/management/commands/import_mbox.py": "the operator brings in an archive, from a file",
    "moving/leaving/authors.py": "says of authors what their posts say; which posts is asked for the coordinator",
    "moving/leaving/words.py": "says who is mentioned as pages do: by function and State",
    "moving/leaving/rows.py": "names bodies, and the office that asked, as the pages of a topic do",
    "moving/schedules.py": "writes what two officials decided, and removes it by the clock",
    "moving/management/commands/import_network.py": "the operator brings in a network's archive, from a file",
    "writing/schedules.py": "removes by the clock what was sent and stands in no post",
    "forum/schedules.py": "does by the clock what members or the rules asked for",
    "messaging/actions/blobs.py": "tells a member of what was done in his own name",
    "messaging/actions/resets.py": "tells a member of each step towards new keys in his name",
    "messaging/receivers.py": "tells on that a membership ended",
    "messaging/schedules.py": "erases by the clock what conversations keep no longer",
    "home/own_data/parts.py": "gathers the rows of one member, for him alone, in the job that he asked for",
    "home/own_data/archive.py": "writes the same",
    "home/schedules.py": "the clock gathers what was asked for and forgets what is past its time",
    "home/start.py": "the first start loads the data files and the demonstration",
    "home/demonstration/actions.py": "takes only the system as its actor",
}

WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "select_for_update",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text())


def is_inside(name: str) -> bool:
    return bool({Path(part).stem for part in Path(name).parts[1:]} & INSIDE)


def chain(node: ast.AST) -> list[str]:
    """Return the names of a call chain from its beginning: `A.objects.first()` → A, objects, first."""
    names: list[str] = []
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            names.append(node.id)
            break
        else:
            break
    return names[::-1]


def parents(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def whole_chain(node: ast.AST, above: dict[ast.AST, ast.AST]) -> list[str]:
    """Return the names of the longest chain that begins with NODE."""
    while True:
        parent = above.get(node)
        if isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is node):
            node = parent
        else:
            return chain(node)


def test_outside_the_rule_every_reading_begins_with_visible_to():
    faults = []
    for name, tree in sources():
        if is_inside(name) or name in MECHANISM:
            continue
        above = parents(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
                names = whole_chain(node, above)
                after = names[names.index(node.attr) + 1 :]
                if "visible_to" not in after[:1]:
                    faults.append(f"{name}:{node.lineno} {'.'.join(names)}")
    assert faults == []


def test_models_are_written_only_in_actions():
    faults = []
    for name, tree in sources():
        if is_inside(name) or name in MECHANISM:
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            names = chain(node)
            writes = node.func.attr in WRITES or (node.func.attr == "update" and "visible_to" in names)
            if writes and names[:1] not in (["messages"], ["request"], ["image"]) and "session" not in names:
                faults.append(f"{name}:{node.lineno} {'.'.join(names)}")
    assert faults == []


def test_only_listed_files_act_as_the_system():
    found = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in {"as_system", "System"}
    }
    assert found <= set(SYSTEM), sorted(found - set(SYSTEM))


def test_every_action_begins_with_require():
    """A function of an actions file that is public and takes an `actor` (or another person) asks before it does."""
    faults = []
    for name, tree in sources():
        parts = {Path(part).stem for part in Path(name).parts[1:]}
        if "actions" not in parts:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                asks = any(
                    isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "require"
                    for call in ast.walk(node)
                )
                if not asks:
                    faults.append(f"{name}:{node.lineno} {node.name}")
    assert faults == [], "\n".join(faults)


def test_the_lists_of_exceptions_name_files_that_exist():
    for name in (*MECHANISM, *SYSTEM):
        assert (ROOT / name).exists(), name
