from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import receivers  # noqa: F401 - listens to what the rooms below want mailed
