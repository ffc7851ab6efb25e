"""What is typed without signal: the installed page, the encrypted outbox of the device, sending it later."""
