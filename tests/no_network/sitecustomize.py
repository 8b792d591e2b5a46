"""Refuses every connection that leaves this computer, and writes each attempt down.

Python imports a module of this name by itself when its folder is on PYTHONPATH. tests/conftest.py puts it
there, so it holds in the tests and in every kernel and script that they start.
"""

import ipaddress
import os
import socket

OWN_NAMES = {"", "localhost", socket.gethostname()}


def is_this_computer(host):
    """Is `host` (a name, a number, or None for any) this computer itself?"""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in OWN_NAMES:
        return True
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def guard(host):
    """Raise an OSError, and note the attempt in the file NO_NETWORK_LOG, unless `host` is this computer."""
    if is_this_computer(host):
        return
    if "NO_NETWORK_LOG" in os.environ:
        with open(os.environ["NO_NETWORK_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{host}\n")
    raise OSError(f"The course needs no network, and something tried to reach {host!r}.")


def guarded_method(real):
    """Wrap a method of sockets whose last argument is the address."""

    def method(self, *arguments):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            guard(arguments[-1][0])
        return real(self, *arguments)

    return method


def guarded_lookup(real):
    """Wrap a function that looks a host up, its first argument."""

    def lookup(host, *arguments, **more):
        guard(host)
        return real(host, *arguments, **more)

    return lookup


for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, guarded_method(getattr(socket.socket, name)))
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, name, guarded_lookup(getattr(socket, name)))
