(** Several messages in one: what is packed before a channel and unpacked behind it is a channel. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Channel.
Import ListNotations.
Set Implicit Arguments.

(** What waits is sent, as one message, whenever it likes; never an empty one. *)
Definition pack (X : Type) : comp X (list X) := {|
  St := list X; init := [];
  inp := fun s a s' => s' = s ++ [a];
  out := fun s m s' => m <> [] /\ s = m ++ s';
  tau := fun _ _ => False |}.

Definition unpack (X : Type) : comp (list X) X := {|
  St := list X; init := [];
  inp := fun s m s' => s' = s ++ m;
  out := fun s a s' => s = a :: s';
  tau := fun _ _ => False |}.

Lemma input_enabled_unpack X : input_enabled (unpack X).
Proof. intros s m. eexists. simpl. reflexivity. Qed.

Definition in_packets (X : Type) : comp X X := pack X >>> fifo (list X) >>> unpack X.

Theorem packets_in X : in_packets X ≼ fifo X.
Proof.
  exists (fun p q => q = snd p ++ concat (snd (fst p)) ++ fst (fst p)). constructor; [constructor; simpl|].
  - auto.
  - intros [[p c] u] q a [[p' c'] u'] -> ((H & E) & F). simpl in *. subst. eexists.
    split; [eapply r_in; [simpl; reflexivity | constructor]|]. now rewrite <- !app_assoc.
  - intros [[p c] u] q a [[p' c'] u'] -> (H & E). simpl in *. injection E as -> ->. subst u.
    exists (u' ++ concat c' ++ p'). split; auto. eapply r_out; [|constructor]. simpl. auto.
  - intros [[p c] u] q [[p' c'] u'] -> H. simpl in *. eexists. split; [constructor|].
    inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst; simpl in *.
    + inversion K as [? ? ? J | ? ? ? J | ? ? ? ? m J1 J2]; subst; simpl in *; [easy | easy |].
      destruct J1 as (_ & ->). subst. rewrite concat_app. simpl. now rewrite app_nil_r, <- !app_assoc.
    + easy.
    + destruct K as (K & E). simpl in *. subst. simpl. now rewrite <- !app_assoc.
  - intros [[p c] u] q -> (KO & KT). simpl in *. destruct u as [|a u]; [|destruct (KO a ((p, c), u)); auto].
    destruct c as [|m c]; [|destruct (KT ((p, c), m)); eapply st_c with (m := m); simpl; auto].
    destruct p as [|a p]; [|destruct (KT (([], [a :: p]), [])); apply st_l; eapply st_c with (m := a :: p); simpl;
      auto].
    + exists []. repeat split; [constructor | |]; simpl; auto. intros b s E. discriminate.
    + split; [discriminate | now rewrite app_nil_r].
Qed.

Theorem packets_out X : fifo X ≼ in_packets X.
Proof.
  exists (fun q p => p = (([], []), q)). constructor; [constructor; simpl|].
  - auto.
  - intros q p a q' -> ->. exists (([], []), q ++ [a]). split; auto.
    eapply r_in with (s1 := (([a], []), q)); [simpl; auto|].
    eapply r_tau with (s1 := (([], [[a]]), q)).
    { simpl. apply st_l. eapply st_c with (m := [a]); simpl; auto. split; [discriminate | auto]. }
    eapply r_tau; [|constructor]. simpl. eapply st_c with (m := [a]); simpl; auto.
  - intros q p a q' -> ->. exists (([], []), q'). split; auto. eapply r_out; [|constructor]. simpl. auto.
  - easy.
  - intros q p -> (KO & _). destruct q as [|a q]; [|destruct (KO a q); reflexivity]. exists (([], []), []).
    repeat split; [constructor | |].
    + intros b [[p c] u] (E & _). discriminate.
    + intros [[p c] u] H. simpl in H. inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst; simpl in *; [|easy|].
      * inversion K as [? ? ? J | ? ? ? J | ? ? ? ? m (J & E) J2]; subst; simpl in *; [easy | easy |].
        symmetry in E. apply app_eq_nil in E as (-> & _). easy.
      * destruct K as (K & _). discriminate.
Qed.

(** Batching around a send: both ways, for traces and at rest. *)
(** waits: batch-send *)
(** statement: a channel = a packer, a channel of packets, an unpacker *)
(** condition: what waits is sent in the end *)
(** needs: none *)
Theorem batch_send X : in_packets X ≈ fifo X.
Proof. split; [apply packets_in | apply packets_out]. Qed.

(** A packer that waits for a full packet, and none comes, withholds what is owed: traces do not see it, rest does. *)
Definition pack_full (X : Type) (n : nat) : comp X (list X) := {|
  St := list X; init := [];
  inp := fun s a s' => s' = s ++ [a];
  out := fun s m s' => length m = n /\ s = m ++ s';
  tau := fun _ _ => False |}.

Theorem without_timely_flush :
  qtrace (pack_full nat 2 >>> fifo (list nat) >>> unpack nat) [In_ 7] /\ ~ qtrace (fifo nat) [In_ 7].
Proof.
  split.
  - exists (([7], []), []). split; [eapply r_in with (s1 := (([7], []), [])); [simpl; auto | constructor]|]. split.
    + intros b s (E & _). discriminate.
    + intros s H. simpl in H. inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst; simpl in *; [|easy|].
      * inversion K as [? ? ? J | ? ? ? J | ? ? ? ? m (J & E) J2]; subst; simpl in *; [easy | easy |].
        apply (f_equal (@length nat)) in E. rewrite app_length, J in E. simpl in E. lia.
      * destruct K as (K & _). discriminate.
  - intros (s & R & KO & _). inversion R as [ | ? ? ? ? T | ? ? s1 ? ? H R1 | ]; subst; [easy|]. simpl in H. subst.
    inversion R1 as [ | ? ? ? ? T | | ]; subst; [|easy]. destruct (KO 7 []). reflexivity.
Qed.
