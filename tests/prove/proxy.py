"""A line to the database that can be made slow, cut at random, or fall silent."""

import random
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.browser.site import free_port


@dataclass
class Proxy:
    """Passes bytes between clients and the PORT of a server; `delay` seconds late, or not at all while `silent`."""

    target: int
    choose: random.Random
    port: int = field(default_factory=free_port)
    delay: float = 0.0
    silent: bool = False
    lines: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> "Proxy":
        self.door = socket.create_server(("127.0.0.1", self.port), backlog=100)
        threading.Thread(target=self._admit, daemon=True).start()
        return self

    def stop(self) -> None:
        self.stopping.set()
        self.door.close()
        while self.lines:
            self._end(self.lines[0])

    def cut(self) -> bool:
        """Close one line at random; return whether there was one."""
        lines = list(self.lines)
        if lines:
            self._end(self.choose.choice(lines))
        return bool(lines)

    def _admit(self) -> None:
        while not self.stopping.is_set():
            try:
                client, _ = self.door.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                continue
            line = (client, server)
            self.lines.append(line)
            for source, sink, late in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pass, args=(line, source, sink, late), daemon=True).start()

    def _pass(
        self, line: tuple[socket.socket, socket.socket], source: socket.socket, sink: socket.socket, late: bool
    ) -> None:
        try:
            while said := source.recv(65536):
                if late and self.delay:
                    time.sleep(self.delay)
                while self.silent and not self.stopping.is_set():
                    time.sleep(0.05)
                sink.sendall(said)
        except OSError:
            pass
        self._end(line)

    def _end(self, line: tuple[socket.socket, socket.socket]) -> None:
        if line in self.lines:
            self.lines.remove(line)
        for one in line:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
