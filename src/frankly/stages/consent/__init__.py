"""May this person be profiled here, and with which kinds of evidence?"""
