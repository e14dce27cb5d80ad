"""Whether anything leaves that an injected instruction asked for, when the language model obeys whatever it reads."""
