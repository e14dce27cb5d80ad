"""An e-mail as the bytes of RFC 5322: whole, or prepared once and filled in for many; equal bytes."""
