"""Addresses as they are compared: two spellings of one mailbox are one recipient."""


def normal_address(address: str) -> str:
    """An address without white space, in small letters, its host in ASCII."""
    local, _, host = address.strip().casefold().rpartition("@")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return f"{local}@{host}"
    return f"{local}@{host}"
