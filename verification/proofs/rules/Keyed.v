(** Rules for operators that keep state for a key, and for tick groups. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Conditions Algebra Placement.
Import ListNotations.
Set Implicit Arguments.

(** A quorum counts source members: a vote carries the member that the source program means, whichever physical part
    of it has sent it. A key is emitted once, and nothing else. *)
Section Quorum.
  Variable T : Type.
  Variable g : T -> Code.
  Variable needed : nat.
  Definition vote := (nat * T)%type.
  Definition voted (a : vote) : Code := g (snd a).
  Definition supporters (v : Code) (x : list vote) : list nat := nodup Nat.eq_dec (map fst (of_key voted v x)).
  Definition quorum (x : list vote) : list Code :=
    filter (fun v => needed <=? length (supporters v x)) (nodup Nat.eq_dec (map voted x)).

  Lemma nodup_perm (x y : list nat) : Permutation x y -> Permutation (nodup Nat.eq_dec x) (nodup Nat.eq_dec y).
  Proof. apply unique_perm. Qed.

  Lemma supporters_perm v x y : Permutation (of_key voted v x) (of_key voted v y) ->
    length (supporters v x) = length (supporters v y).
  Proof. intros P. apply Permutation_length, nodup_perm, Permutation_map, P. Qed.

  Lemma quorum_in v x : In v (quorum x) <-> (exists a, In a x /\ voted a = v) /\ needed <= length (supporters v x).
  Proof.
    unfold quorum. rewrite filter_In, nodup_In, in_map_iff, Nat.leb_le.
    split; intros ((a & H & K) & L); split; eauto.
  Qed.

  Lemma quorum_nodup x : NoDup (quorum x).
  Proof. apply NoDup_filter, NoDup_nodup. Qed.

  Lemma quorum_perm x y : Permutation x y -> Permutation (quorum x) (quorum y).
  Proof.
    intros P. apply NoDup_Permutation; try apply quorum_nodup. intros v. rewrite !quorum_in.
    rewrite (supporters_perm v) with (y := y) by now apply perm_filter.
    split; intros ((a & I & E) & L); (split; [exists a; split; auto|auto]); [now rewrite <- P | now rewrite P].
  Qed.
End Quorum.

(** ** Scans *)

Section Scan.
  Variables (S V W : Type) (step : S -> V -> S * list W) (init : S).

  Fixpoint scan_from (state : S) (x : list V) : list W :=
    match x with
    | [] => []
    | a :: x => snd (step state a) ++ scan_from (fst (step state a)) x
    end.
  Definition scan := scan_from init.

  (** On a keyed stream there is a state for each key. *)
  Fixpoint keyed_scan_from (states : Code -> S) (x : list (keyed V)) : list (keyed W) :=
    match x with
    | [] => []
    | (k, a) :: x =>
        map (pair k) (snd (step (states k) a)) ++
        keyed_scan_from (fun k' => if k' =? k then fst (step (states k) a) else states k') x
    end.
  Definition keyed_scan := keyed_scan_from (fun _ => init).

  (** What a keyed scan yields for a key is the scan of that key's elements. *)
  Lemma keyed_scan_key v : forall x states,
    of_key fst v (keyed_scan_from states x) = map (pair v) (scan_from (states v) (map snd (of_key fst v x))).
  Proof.
    induction x as [|[k a] x IH]; intros states; simpl; auto.
    rewrite of_key_app, IH. simpl. rewrite (Nat.eqb_sym v k). destruct (Nat.eqb_spec k v) as [->|N].
    - simpl. rewrite map_app. f_equal.
      generalize (snd (step (states v) a)) as l. induction l; simpl; rewrite ?Nat.eqb_refl; congruence.
    - rewrite of_key_nil; auto. intros b I. apply in_map_iff in I as (c & <- & _). auto.
  Qed.
End Scan.

(** ** Orders of arrival *)

(** An oracle that decides the order in which a bag arrives: a function of the bag, which invents and loses nothing. *)
Record oracle (A : Type) := Oracle {
  arranged :> list A -> list A;
  arranged_all : forall x, Permutation (arranged x) x;
  arranged_bag : forall x y, Permutation x y -> arranged x = arranged y }.

Definition arrival_order {A} (w : oracle A) (x : list A) : list A := w x.

(** On a keyed stream the oracle is a family, one for each key; what is decided is the order of each key. *)
Definition keyed_arrival_order {V} (w : Code -> oracle V) (x : list (keyed V)) : list (keyed V) :=
  flat_map (fun v => map (pair v) (w v (map snd (of_key fst v x)))) (nodup Nat.eq_dec (map fst x)).

Lemma of_key_pair {V} v (l : list V) : of_key fst v (map (pair v) l) = map (pair v) l.
Proof. unfold of_key. induction l; simpl; auto. rewrite Nat.eqb_refl. congruence. Qed.

Lemma keyed_arrival_key {V} (w : Code -> oracle V) v x :
  of_key fst v (keyed_arrival_order w x) = map (pair v) (w v (map snd (of_key fst v x))).
Proof.
  unfold keyed_arrival_order.
  assert (G : forall keys, NoDup keys ->
    of_key fst v (flat_map (fun v => map (pair v) (w v (map snd (of_key fst v x)))) keys) =
    if in_dec Nat.eq_dec v keys then map (pair v) (w v (map snd (of_key fst v x))) else []).
  { induction 1 as [|k keys N D IH]; simpl; auto. rewrite of_key_app, IH. destruct (Nat.eq_dec k v) as [->|E].
    - rewrite of_key_pair. destruct (in_dec Nat.eq_dec v keys); [easy|]. now rewrite app_nil_r.
    - rewrite of_key_nil by (intros b I; apply in_map_iff in I as (c & <- & _); auto). simpl.
      destruct (in_dec Nat.eq_dec v keys); auto. }
  rewrite G by apply NoDup_nodup. destruct (in_dec Nat.eq_dec v (nodup Nat.eq_dec (map fst x))) as [I|I]; auto.
  rewrite nodup_In in I. rewrite of_key_nil; simpl.
  - pose proof (Permutation_nil (Permutation_sym (arranged_all (w v) []))) as E. now rewrite E.
  - intros a Ia E. apply I. apply in_map_iff. eauto.
Qed.

(** ** Tick groups *)

(** A group takes from each input, in each tick, some of what has come; that is its oracle. Over all ticks it takes
    all of it: of a bag in any order, of a sequence in that order. *)
Definition ticks (A : Type) := list (nat -> list A).
Definition taken {A} (t : ticks A) (input : nat) : list A := flat_map (fun tick => tick input) t.
Definition admissible {A} (inputs : list (order A)) (x : nat -> list A) (t : ticks A) : Prop :=
  forall i, i < length inputs -> same (nth i inputs NoOrder) (taken t i) (x i).

(** The body steps once a tick, on all that the tick has taken; its state is that of all folds and persisted
    collections inside. *)
Definition region {A B St} (body : St -> (nat -> list A) -> St * list B) (init : St) (t : ticks A) : list B :=
  scan body init t.

Section Keyed.
  Variable hash : Code -> nat.
  Notation held := (held hash).
  Notation held_schedule := (held_schedule hash).

  (** All votes for a key are at the part of any one of them, if the key determines where they are. *)
  Lemma votes_at_part {T} n (g : T -> Code) (k : vote T -> Code) o s (x : list (vote T)) p a :
    held n (Hash k) o s x -> (forall b c, In b x -> In c x -> voted g b = voted g c -> k b = k c) ->
    p < n -> In a (s p) -> Permutation (of_key (voted g) (voted g a) (s p)) (of_key (voted g) (voted g a) x).
  Proof.
    intros H D L I. pose proof H as (S & P). apply spread_bag in S.
    assert (X : In a x) by (rewrite <- S; apply whole_in; eauto).
    unfold of_key at 1. rewrite (perm_filter _ (held_part (hash := hash) L H)). rewrite filter_filter.
    fold (of_key (voted g) (voted g a) x).
    assert (E : forall b, In b (of_key (voted g) (voted g a) x) -> part_of hash n k b = p).
    { intros b Ib. apply of_key_in in Ib as (Ib & E). rewrite <- (P p a L I). unfold part_of. now rewrite (D b a). }
    revert E. generalize (of_key (voted g) (voted g a) x) as l. induction l as [|b l IH]; simpl; intros E; auto.
    rewrite (E b), Nat.eqb_refl by auto. constructor. auto.
  Qed.

  Lemma quorum_spread {T} n (g : T -> Code) needed (k : vote T -> Code) o s x :
    held n (Hash k) o s x -> (forall b c, In b x -> In c x -> voted g b = voted g c -> k b = k c) ->
    held n Any NoOrder (fun p => quorum g needed (s p)) (quorum g needed x).
  Proof.
    intros H D. pose proof H as (S & P). apply spread_bag in S. simpl. apply NoDup_Permutation.
    - apply whole_nodup; [intros; apply quorum_nodup|]. intros p q v L M I J.
      apply quorum_in in I as ((a & I & E) & _). apply quorum_in in J as ((b & J & F) & _).
      rewrite <- (P p a), <- (P q b) by auto. unfold part_of. rewrite (D a b); auto.
      + rewrite <- S. apply whole_in. eauto.
      + rewrite <- S. apply whole_in. eauto.
      + congruence.
    - apply quorum_nodup.
    - intros v. rewrite whole_in. split.
      + intros (p & L & I). apply quorum_in in I as ((a & I & <-) & N). apply quorum_in. split.
        * exists a. split; auto. rewrite <- S. apply whole_in. eauto.
        * now rewrite <- (supporters_perm _ _ _ _ (votes_at_part g _ H D L I)).
      + intros I. apply quorum_in in I as ((a & I & <-) & N). rewrite <- S in I. apply whole_in in I as (p & L & I).
        exists p. split; auto. apply quorum_in. split; [eauto|].
        now rewrite (supporters_perm _ _ _ _ (votes_at_part g _ H D L I)).
  Qed.

  (** The votes are spread by [k]; the quorum key determines [k], in the stream at hand: as a function of its fields
      ([f]), or by a functional dependency. In the first case the result is spread by [f] of the key. With a watermark
      that every part sees, the same holds for every schedule of the parts, each of which is one of the whole
      ([schedule_exists]). *)
  (** rule: implement-quorum *)
  (** statement: at(L, hash k, quorum(g, n, x)) = quorum(g, n) at L of at(L, hash (k . g), x) *)
  (** condition: the distribution is a function of the quorum key, by its fields or by a functional dependency; the quorum key is canonical; a watermark is replicated *)
  (** needs: canonical-key, key-determined, watermark-everywhere *)
  Theorem implement_quorum {T M} n (g : T -> Code) needed (f : Code -> Code) (k d : vote T -> Code)
    (equal : Code -> Code -> bool) (old : M -> Code -> bool) :
    0 < n -> key_determined (voted g) k f -> canonical_key equal (fun c => c) ->
    (forall o s x, held n (Hash k) o s x ->
       held n (Hash f) NoOrder (fun p => quorum g needed (s p)) (quorum g needed x)) /\
    (forall o s x, (forall b c, In b x -> In c x -> voted g b = voted g c -> d b = d c) -> held n (Hash d) o s x ->
       held n Any NoOrder (fun p => quorum g needed (s p)) (quorum g needed x)) /\
    (forall es s w, watermark_everywhere n es s -> held_schedule n (Hash k) s w ->
       held n (Hash f) NoOrder
         (fun p => quorum g needed (counted (fun m a => old m (voted g a)) (es p)))
         (quorum g needed (counted (fun m a => old m (voted g a)) w))) /\
    (forall es s w, watermark_everywhere n es s ->
       (forall b c, In b (flat_map snd w) -> In c (flat_map snd w) -> voted g b = voted g c -> d b = d c) ->
       held_schedule n (Hash d) s w ->
       held n Any NoOrder
         (fun p => quorum g needed (counted (fun m a => old m (voted g a)) (es p)))
         (quorum g needed (counted (fun m a => old m (voted g a)) w))) /\
    (forall v (x : list (vote T)), filter (fun a => equal (voted g a) v) x = of_key (voted g) v x).
  Proof.
    intros N K C.
    assert (One_ : forall o s x, held n (Hash k) o s x ->
       held n (Hash f) NoOrder (fun p => quorum g needed (s p)) (quorum g needed x)).
    { intros o s x H. apply held_hash with (k' := fun a => f (voted g a)) in H; [|exact K]. split.
      - refine (quorum_spread g needed H _). intros b c _ _ ->. auto.
      - intros p v L I. apply quorum_in in I as ((a & I & <-) & _). destruct H as (_ & P). exact (P p a L I). }
    split; [|split; [|split; [|split]]]; intros.
    - eapply One_; eauto.
    - eapply quorum_spread; eauto.
    - apply held_ext with (s := fun p => quorum g needed (counted (fun m a => old m (voted g a)) (part_schedule s p)));
        auto.
      + intros p L. now rewrite H.
      + apply One_ with (o := NoOrder). now apply held_counted with (key := k).
    - apply held_ext with (s := fun p => quorum g needed (counted (fun m a => old m (voted g a)) (part_schedule s p)));
        auto.
      + intros p L. now rewrite H.
      + eapply quorum_spread with (o := NoOrder); [now apply held_counted with (key := d)|].
        intros b c Ib Ic. apply H0; unfold counted in *; rewrite in_flat_map in *.
        * destruct Ib as (m & Im & I). apply filter_In in I as (I & _). eauto.
        * destruct Ic as (m & Im & I). apply filter_In in I as (I & _). eauto.
    - apply filter_ext. intros a. destruct (Nat.eqb_spec (voted g a) v) as [E|E]; [now apply C|].
      destruct (equal (voted g a) v) eqn:F; auto. now apply C in F.
  Qed.

  (** In one instance a quorum is the quorum. *)
  Theorem implement_quorum_whole {T} n (g : T -> Code) needed o s x : held n One o s x ->
    held n One NoOrder (fun p => quorum g needed (s p)) (quorum g needed x).
  Proof. intros H. apply quorum_perm. now apply same_bag with o. Qed.

  (** Any operator that does to each key, by itself, what it does to the whole. *)
  Lemma keyed_spread {V W} n (f : Code -> Code) (op : list (keyed V) -> list (keyed W))
    (at_key : Code -> list (keyed V) -> list (keyed W))
    s x :
    0 < n -> (forall x v, of_key fst v (op x) = at_key v (of_key fst v x)) -> (forall v, at_key v [] = []) ->
    (forall p v, p < n -> of_key fst v (whole n s) = of_key fst v (s p) -> at_key v (of_key fst v (s p)) =
      at_key v (of_key fst v x)) ->
    (forall p a, p < n -> In a (s p) -> part_of hash n (fun e => f (fst e)) a = p) ->
    held n (Hash (fun e => f (fst e))) (PerKey fst) (fun p => op (s p)) (op x).
  Proof.
    intros N K Z E P.
    assert (O : forall v q, q < n -> q <> hash (f v) mod n -> of_key fst v (s q) = []).
    { intros v q L D. apply of_key_nil. intros a I F. apply D. rewrite <- (P q a L I). unfold part_of. now rewrite F. }
    assert (B : forall v, hash (f v) mod n < n) by (intros; apply Nat.mod_upper_bound; lia).
    split.
    - intros v. exists (hash (f v) mod n). split; auto. split.
      + rewrite !K. apply E; auto. unfold of_key at 1. rewrite <- whole_filter.
        apply whole_at with (s := fun q => of_key fst v (s q)); auto.
      + intros q L D. now rewrite K, O.
    - intros q b L I. assert (J : In b (of_key fst (fst b) (op (s q)))) by now apply of_key_in.
      rewrite K in J. destruct (Nat.eq_dec (hash (f (fst b)) mod n) q) as [E1|E1]; auto.
      rewrite O in J by auto. rewrite Z in J. easy.
  Qed.

  (** [scan] in one instance; a keyed one also where each key's elements are at one part. *)
  (** rule: implement-scan *)
  (** statement: at(L, d, scan(x)) = scan at L of at(L, d, x) *)
  (** condition: d is one instance; or the stream is keyed and d is a hash of a function of its key, which is canonical *)
  (** needs: canonical-key, key-determined, order-on-wire *)
  Theorem implement_scan {S V W} n (step : S -> V -> S * list W) (init : S) (k : keyed V -> Code) (f : Code -> Code)
    (equal : Code -> Code -> bool) : 0 < n -> key_determined fst k f -> canonical_key equal (fun c => c) ->
    (forall d s x, order_on_wire d Total -> held n d Total s x ->
       held n One Total (fun p => scan step init (s p)) (scan step init x)) /\
    (forall s x, held n One (PerKey fst) s x ->
       held n One (PerKey fst) (fun p => keyed_scan step init (s p)) (keyed_scan step init x)) /\
    (forall s x, order_on_wire (Hash k) (PerKey fst) -> held n (Hash k) (PerKey fst) s x ->
       held n (Hash (fun e => f (fst e))) (PerKey fst) (fun p => keyed_scan step init (s p)) (keyed_scan step init x))
         /\
    (forall v (x : list (keyed V)), filter (fun a => equal (fst a) v) x = of_key fst v x).
  Proof.
    intros N K C. split; [|split; [|split]].
    - intros d s x ->. simpl. intros ->. auto.
    - simpl. intros s x E v. unfold keyed_scan. now rewrite !keyed_scan_key, E.
    - intros s x _ H0. apply held_hash with (k' := fun e => f (fst e)) in H0; [|exact K]. destruct H0 as (H & P).
      apply keyed_spread with (at_key := fun v y => map (pair v) (scan step init (map snd y))); auto.
      + intros. apply keyed_scan_key.
      + intros p v L E. rewrite <- E. do 3 f_equal. destruct (H v) as (q & M & F & O). rewrite <- F.
        unfold of_key at 1. rewrite <- whole_filter. now apply whole_at with (s := fun q => of_key fst v (s q)).
    - intros v x. apply filter_ext. intros a. destruct (Nat.eqb_spec (fst a) v) as [E|E]; [now apply C|].
      destruct (equal (fst a) v) eqn:F; auto. now apply C in F.
  Qed.

  (** What the oracles of the parts decide for the keys that each has. *)
  Lemma keyed_arrival_ext {V} (w w' : Code -> oracle V) x : (forall e, In e x -> w (fst e) = w' (fst e)) ->
    keyed_arrival_order w x = keyed_arrival_order w' x.
  Proof.
    intros E. unfold keyed_arrival_order.
    assert (G : forall keys, (forall v, In v keys -> In v (map fst x)) ->
      flat_map (fun v => map (pair v) (w v (map snd (of_key fst v x)))) keys =
      flat_map (fun v => map (pair v) (w' v (map snd (of_key fst v x)))) keys).
    { induction keys as [|v keys IH]; simpl; intros I; auto. rewrite IH by auto. f_equal.
      assert (J : In v (map fst x)) by auto. apply in_map_iff in J as (e & <- & J). now rewrite (E e J). }
    apply G. intros v I. now apply nodup_In in I.
  Qed.

  (** The oracle [w] is one machine, or one machine for each key: that of the part where the key is. *)
  (** rule: implement-arrival-order *)
  (** statement: at(L, d, arrival_order(w, x)) = arrival_order(w) at L of at(L, d, x) *)
  (** condition: d is one instance; or the stream is keyed and d is a hash of a function of its key, which is canonical *)
  (** needs: canonical-key, one-oracle-one-machine *)
  Theorem implement_arrival_order n (f : Code -> Code) (equal : Code -> Code -> bool) : 0 < n ->
    canonical_key equal (fun c => c) ->
    (forall A (ws : nat -> unit -> oracle A) (w : unit -> oracle A) s x, one_oracle_one_machine (fun _ => 0) ws w ->
       held n One NoOrder s x -> held n One Total (fun p => arrival_order (ws p tt) (s p)) (arrival_order (w tt) x)) /\
    (forall V (ws : nat -> Code -> oracle V) (w : Code -> oracle V) s x, one_oracle_one_machine (fun _ => 0) ws w ->
       held n One NoOrder s x ->
       held n One (PerKey fst) (fun p => keyed_arrival_order (ws p) (s p)) (keyed_arrival_order w x)) /\
    (forall V (ws : nat -> Code -> oracle V) (w : Code -> oracle V) s x,
       one_oracle_one_machine (fun v => hash (f v) mod n) ws w ->
       held n (Hash (fun e => f (fst e))) NoOrder s x ->
       held n (Hash (fun e => f (fst e))) (PerKey fst) (fun p => keyed_arrival_order (ws p) (s p))
         (keyed_arrival_order w x)) /\
    (forall V v (x : list (keyed V)), filter (fun a => equal (fst a) v) x = of_key fst v x).
  Proof.
    intros N C. split; [|split; [|split]].
    - intros A ws w s x O H. simpl. rewrite (O tt). now apply arranged_bag.
    - intros V ws w s x O H v. rewrite !keyed_arrival_key, (O v). f_equal.
      apply arranged_bag, Permutation_map, perm_filter, H.
    - intros V ws w s x O (H & P).
      apply held_ext with (s := fun p => keyed_arrival_order w (s p)); auto.
      { intros p L. apply keyed_arrival_ext. intros e I. rewrite <- (O (fst e)).
        assert (E : hash (f (fst e)) mod n = p) by exact (P p e L I). now rewrite E. }
      apply keyed_spread with (at_key := fun v y => map (pair v) (w v (map snd y))); auto.
      + intros. apply keyed_arrival_key.
      + intros v. simpl. pose proof (Permutation_nil (Permutation_sym (arranged_all (w v) []))) as E. now rewrite E.
      + intros p v L E. f_equal. apply arranged_bag, Permutation_map. rewrite <- E. now apply perm_filter.
    - intros V v x. apply filter_ext. intros a. destruct (Nat.eqb_spec (fst a) v) as [E|E]; [now apply C|].
      destruct (equal (fst a) v) eqn:F; auto. now apply C in F.
  Qed.

  (** The group as a whole in one instance: what its ticks may take, and so what it may yield, is the same as in the
      source program, for every assignment of elements to ticks. What a timer has beaten is what its home's crash let
      it. *)
  (** rule: implement-region *)
  (** statement: at(L, one, region(body, x, ..)) = region(body) at L of at(L, one, x), .. *)
  (** condition: the whole group in one instance, its oracles with it; at home when it hears a timer *)
  (** needs: tick-group-whole, timer-stays *)
  Theorem implement_region {A B St} n (body : St -> (nat -> list A) -> St * list B) (init : St)
    (inputs : list (order A)) (ds : nat -> distribution A) (s : nat -> family A) (x : nat -> list A)
    (hears : nat -> bool) (home place : nat) (beats : nat -> list A) (alive : nat -> A -> bool) :
    tick_group_whole ds -> timer_stays hears home place ->
    (forall i, i < length inputs -> hears i = false -> held n (ds i) (nth i inputs NoOrder) (s i) (x i)) ->
    (forall i, hears i = true -> s i 0 = filter (alive place) (beats i) /\ x i = filter (alive home) (beats i)) ->
    forall t, (admissible inputs (fun i => s i 0) t <-> admissible inputs x t) /\
              held n One Total (fun _ => region body init t) (region body init t).
  Proof.
    intros G T H R t. split; [|apply same_refl].
    assert (E : forall i, i < length inputs -> same (nth i inputs NoOrder) (s i 0) (x i)).
    { intros i L. destruct (hears i) eqn:Y.
      - destruct (R i Y) as (-> & ->). rewrite (T i Y). apply same_refl.
      - specialize (H i L Y). rewrite (G i) in H. exact H. }
    split; intros K i L.
    - apply same_trans with (s i 0); auto.
    - apply same_trans with (x i); auto. apply same_sym. auto.
  Qed.
End Keyed.
