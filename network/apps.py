from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        # Each app's rules and slots are found by their file names: what has no rule is denied.
        autodiscover_modules("access")
        autodiscover_modules("provides")
        from network import checks  # noqa: F401 - registers the system check
