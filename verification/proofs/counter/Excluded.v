(** The data of the counter-examples is what the conditions exclude: [excluded_C] for each [without_C]. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Conditions Algebra Placement Keyed Without.
Import ListNotations.
Set Implicit Arguments.

Theorem excluded_one_output_per_input : ~ one_output_per_input [twice].
Proof. intros H. inversion H as [|? ? K]; subst. specialize (K 0 7). simpl in K. lia. Qed.

Theorem excluded_own_id_stays : ~ own_id_stays [answer].
Proof. intros H. inversion H as [|? ? K]; subst. specialize (K 0 1 7). discriminate. Qed.

(** Deposits of one account, ordered per account, told by amount; and a sequence that leaves from two instances. *)
Theorem excluded_order_on_wire :
  ~ order_on_wire (Hash (@snd nat nat)) (PerKey (@fst nat nat)) /\ ~ order_on_wire (A := nat) Any Total.
Proof.
  split; [|discriminate]. intros (f & E). pose proof (E (0, 1)) as E1. pose proof (E (0, 2)) as E2. simpl in *.
  congruence.
Qed.

(** Votes (member, (slot, value)): the value is no function of the slot. *)
Theorem excluded_key_determined :
  forall f, ~ key_determined (fun a : nat * (nat * nat) => fst (snd a)) (fun a => snd (snd a)) f.
Proof. intros f E. pose proof (E (0, (5, 0))) as E1. pose proof (E (1, (5, 1))) as E2. simpl in *. congruence. Qed.

Theorem excluded_same_key_both_sides : ~ same_key_both_sides (fun c => c / 10) (fun c => c mod 10).
Proof. intros E. specialize (E 10). discriminate. Qed.

(** Two machines that choose differently are not both the one oracle. *)
Theorem excluded_one_oracle_one_machine {W} (ws : nat -> unit -> W) (w : unit -> W) : ws 0 tt <> ws 1 tt ->
  ~ (one_oracle_one_machine (fun _ => 0) ws w /\ one_oracle_one_machine (fun _ => 1) ws w).
Proof. intros N (E & F). apply N. rewrite (E tt). symmetry. apply F. Qed.

Theorem excluded_tick_group_whole : ~ tick_group_whole (fun _ => Hash (fun a : nat => a)).
Proof. intros H. specialize (H 0). discriminate. Qed.

Theorem excluded_timer_stays : ~ timer_stays (fun _ => true) 0 1.
Proof. intros H. specialize (H 0 eq_refl). discriminate. Qed.

(** One part sees the second watermark, the other does not. *)
Theorem excluded_watermark_everywhere :
  let es := fun p => if p =? 0 then [(0, []); (1, [(0, 0)])] else [(0, [(0, 0)])] in
  ~ exists e : list (nat * family (vote nat)), watermark_everywhere 2 es e.
Proof.
  intros es (e & H). pose proof (H 0 ltac:(lia)) as H0. pose proof (H 1 ltac:(lia)) as H1. unfold part_schedule in *.
  apply (f_equal (@length _)) in H0. apply (f_equal (@length _)) in H1. rewrite map_length in *. simpl in *. congruence.
Qed.

Theorem excluded_canonical_key : ~ canonical_key (fun a b => Nat.div2 a =? Nat.div2 b) (fun a => a).
Proof. intros H. assert (E : 2 = 3) by now apply H. discriminate. Qed.

Theorem excluded_state_in_family : ~ state_in_family (fun _ : nat => true) (fun _ => false).
Proof. intros H. specialize (H 1). discriminate. Qed.

Theorem excluded_clients_do_not_change : ~ clients_do_not_change true false.
Proof. intros H. specialize (H eq_refl). discriminate. Qed.

(** The fact that the variable is [[1]]: so its limit is, and not the empty beginning. *)
Theorem excluded_inductive_facts : ~ inductive_facts (fun _ => [1]) (fun c => c = [1]).
Proof. intros (Z & _). discriminate. Qed.

Theorem excluded_author_allows_fusion : ~ author_allows_fusion (fun a : nat => a =? 1) (fun _ => true).
Proof. intros H. specialize (H 0). discriminate. Qed.
