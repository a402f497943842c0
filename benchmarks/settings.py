"""The settings of an installation, with the two routes against which its pages are measured."""

from config.settings import *  # noqa: F403 - everything is as in an installation

ROOT_URLCONF = "benchmarks.urls"
