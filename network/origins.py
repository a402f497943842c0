"""Where a browser comes from, as far as the throttle and the list of sessions need to know."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address of the browser: the socket's, or what the nearest trusted proxy saw.

    Only as many entries of X-Forwarded-For count as there are proxies of ours: the rest is whatever a browser wrote.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        address = forwarded[-settings.TRUSTED_PROXIES]
    return address


def origin_of(address: str) -> str:
    """Return the network part of ADDRESS (IPv4 /24, IPv6 /48), or "" when it is none: never the whole address."""
    try:
        host = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(host, IPv6Address) and host.ipv4_mapped:
        host = host.ipv4_mapped
    return str(ip_network(f"{host}/{24 if host.version == 4 else 48}", strict=False))


def device_of(request: HttpRequest) -> str:
    """Return a short name of the browser and system, e.g. "Firefox, Windows": enough to recognise one's own."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in told), "")
    system = next((name for sign, name in SYSTEMS if sign in told), "")
    return ", ".join(part for part in (browser, system) if part)


# The order matters: browsers name their forerunners too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
