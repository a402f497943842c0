from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LiveConfig(AppConfig):
    name = "live"

    def ready(self) -> None:
        # Each app's events are found by their file name, so that the list of what a socket may say is complete.
        autodiscover_modules("events")
        from live import receivers  # noqa: F401 - listens to the ends of memberships and sessions
