"""The start stops when a model has neither a rule nor a written exemption."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from network.exemptions import EXEMPT
from network.guard import has_rule


@register()
def every_model_has_a_rule(**_kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    labels = set()
    for model in apps.get_models():
        label = model._meta.label
        labels.add(label)
        if label not in EXEMPT and not has_rule(model):
            errors.append(
                Error(
                    f"{label} has no rule and audience in access, and no reason in network/exemptions.py.",
                    hint="Write who may see it, or why nobody reads it.",
                    id="network.E001",
                )
            )
        if label in EXEMPT and has_rule(model):
            errors.append(Error(f"{label} has a rule and an exemption; remove one.", id="network.E002"))
    errors.extend(
        Error(f"network/exemptions.py names {label}, which does not exist.", id="network.E003")
        for label in sorted(set(EXEMPT) - labels)
    )
    return errors
