"""What a leak would show: the name of commune A and its texts."""

CANARY = "CANARI-COMMUNE-A"
