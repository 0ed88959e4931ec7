"""The shell on a terminal: prompt, history, completion, Ctrl+C, Ctrl+Z, jobs."""

from tests.engine.machine.small import Lab


class Terminal:
    def __init__(self) -> None:
        self.lab = Lab()
        self.offset = 0
        self.lab.machine.open_terminal("1", 80, 24)
        self.lab.run(1)
        self.shown()

    def shown(self) -> str:
        data, self.offset = self.lab.machine.terminal_since("1", self.offset)
        return data.decode()

    def type(self, text: str, seconds: float = 1) -> str:
        self.lab.machine.terminal_input("1", text.encode())
        self.lab.run(seconds)
        return self.shown()


def test_the_prompt_follows_the_directory() -> None:
    terminal = Terminal()
    assert "[root@m1 test]# " in terminal.type("mkdir test; cd test\r")


def test_a_command_over_several_lines() -> None:
    terminal = Terminal()
    assert "> " in terminal.type("cat <<EOF\r")
    assert "hello\r\n" in terminal.type("hello\rEOF\r").partition("EOF")[2]


def test_completion_of_files_and_commands() -> None:
    terminal = Terminal()
    terminal.type("mkdir directory\r")
    assert "directory/" in terminal.type("cd dir\t")
    assert "[root@m1 directory]#" in terminal.type("\r")
    assert "uname " in terminal.type("unam\t")


def test_control_c_leaves_programs_and_loops() -> None:
    terminal = Terminal()
    terminal.type("sleep 100\r")
    assert "^C" in terminal.type("\x03")
    terminal.type("while :; do :; done\r")
    assert "[root@m1 ~]#" in terminal.type("\x03")
    assert "130" in terminal.type("echo $?\r")


def test_control_z_and_fg() -> None:
    terminal = Terminal()
    terminal.type("sleep 100\r")
    assert "Stopped" in terminal.type("\x1a")
    assert "sleep 100" in terminal.type("fg\r")
    terminal.type("\x03")
    assert "jobs" in terminal.type("jobs\r")


def test_an_ended_background_job_is_told_before_the_prompt() -> None:
    terminal = Terminal()
    assert "[1] " in terminal.type("sleep 1 &\r", 2)
    assert "[1]+  Done                    sleep 1" in terminal.type("\r")


def test_history_is_written_when_the_shell_ends() -> None:
    terminal = Terminal()
    terminal.type("echo one\r")
    terminal.type("exit\r")
    assert b"echo one\n" in terminal.lab.machine.files.read("/root/.bash_history")
