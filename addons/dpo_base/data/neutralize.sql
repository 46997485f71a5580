-- A copy for tests writes to nobody: reminders and invitations waiting in the outbox stay there
UPDATE mail_mail SET state = 'cancel' WHERE state = 'outgoing';
-- nor does it let a mayor sign in it: portal logins are closed, to be opened one by one for a test
UPDATE res_users SET active = false
 WHERE share AND active
   AND partner_id IN (SELECT person_id FROM dpo_mandate);
-- The invitations sent by the service in production open nothing here
UPDATE res_partner SET signup_type = NULL WHERE signup_type IS NOT NULL;
