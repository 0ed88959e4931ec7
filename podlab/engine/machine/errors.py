"""Linux's error numbers and words: the vocabulary of failed system calls.

Here: one constructor, ``failed``.  Not here: the exception itself (``machine.program``), which
programs know, or what a program prints around the words.
"""

from podlab.engine.machine.program import BrokenPipe, SystemCallError

WORDS = {
    "EPERM": "Operation not permitted",
    "ENOENT": "No such file or directory",
    "ESRCH": "No such process",
    "EINTR": "Interrupted system call",
    "EIO": "Input/output error",
    "ENXIO": "No such device or address",
    "E2BIG": "Argument list too long",
    "ENOEXEC": "Exec format error",
    "EBADF": "Bad file descriptor",
    "ECHILD": "No child processes",
    "EAGAIN": "Resource temporarily unavailable",
    "ENOMEM": "Cannot allocate memory",
    "EACCES": "Permission denied",
    "EBUSY": "Device or resource busy",
    "EEXIST": "File exists",
    "EXDEV": "Invalid cross-device link",
    "ENODEV": "No such device",
    "ENOTDIR": "Not a directory",
    "EISDIR": "Is a directory",
    "EINVAL": "Invalid argument",
    "EMFILE": "Too many open files",
    "ENOTTY": "Inappropriate ioctl for device",
    "EFBIG": "File too large",
    "ENOSPC": "No space left on device",
    "ESPIPE": "Illegal seek",
    "EROFS": "Read-only file system",
    "EPIPE": "Broken pipe",
    "ENAMETOOLONG": "File name too long",
    "ENOTEMPTY": "Directory not empty",
    "ELOOP": "Too many levels of symbolic links",
    "EDQUOT": "Disk quota exceeded",
    "EADDRINUSE": "Address already in use",
    "EADDRNOTAVAIL": "Cannot assign requested address",
    "ENETUNREACH": "Network is unreachable",
    "ECONNRESET": "Connection reset by peer",
    "ENOTCONN": "Transport endpoint is not connected",
    "ETIMEDOUT": "Connection timed out",
    "ECONNREFUSED": "Connection refused",
    "EHOSTUNREACH": "No route to host",
}


def failed(name: str) -> SystemCallError:
    """The error of a system call by its errno's name."""
    kind = BrokenPipe if name == "EPIPE" else SystemCallError
    return kind(name, WORDS[name])
