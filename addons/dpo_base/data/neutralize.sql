-- A copy for tests writes to nobody: reminders and invitations waiting in the outbox stay there
UPDATE mail_mail SET state = 'cancel' WHERE state = 'outgoing';
